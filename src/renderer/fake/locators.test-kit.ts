import type { Locator, Page } from 'playwright-core';
import type { Look } from './stage.test-kit.ts';

/** Every page, dialog and state of the window that a picture or a rule is held against. */
export interface View {
  readonly name: string;
  readonly look: Look;
  /** Brings the page into its state and waits for it. */
  readonly ready: (page: Page) => Promise<unknown>;
}

export const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
export const row = (page: Page, table: string, name: string | RegExp): Locator =>
  page.getByRole('grid', { name: table }).getByRole('row', { name });
