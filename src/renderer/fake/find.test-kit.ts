import type { Locator, Page } from 'playwright-core';

/** What a person sees, by role and name. */
export const button = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('button', { name, exact: typeof name === 'string' });
export const row = (page: Page, table: string, name: string | RegExp): Locator =>
  page.getByRole('grid', { name: table }).getByRole('row', { name });
export const dialog = (page: Page, name?: string): Locator => page.getByRole('dialog', name === undefined ? {} : { name });
