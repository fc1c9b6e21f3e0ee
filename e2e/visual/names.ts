import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** One file a view: what a screen reader is told of everything that has a name or can be used, one line each. */
export const NAMES = join(import.meta.dirname, 'names');

/** What is only text, or only holds other things, is in the pictures. */
const LEFT_OUT = new Set(['text', 'paragraph', 'strong', 'emphasis', 'code', 'cell', 'gridcell', 'listitem', 'term', 'definition', 'row']);
const UNNAMED_TOO = new Set(['main', 'banner', 'alert', 'button', 'link', 'textbox', 'checkbox', 'radio', 'combobox', 'img']);
/** `button "Add host" [expanded]` in Playwright's account of the accessibility tree, quoted whole where YAML wants it. */
const LINE = /^\s*- '?([a-z]+)(?: ("(?:[^"\\]|\\.)*"))?((?: \[[^\]]+\])*)/;
const ROLE_WIDTH = 14;

/** Role, name and states of the page as it is, in the order of the document. */
export async function namesOf(page: Page): Promise<string> {
  const account = await page.locator('body').ariaSnapshot();
  const lines = account.split('\n').flatMap((line) => {
    const [, role = '', quoted, states = ''] = LINE.exec(line) ?? [];
    if (!role || LEFT_OUT.has(role) || (!quoted && !states && !UNNAMED_TOO.has(role))) return [];
    const name = quoted ? (JSON.parse(quoted.replaceAll("''", "'")) as string) : '(no name)';
    return [`${role.padEnd(ROLE_WIDTH)}${name}${states && `  ${states.trim()}`}`];
  });
  return `${lines.join('\n')}\n`;
}

const fileOf = (view: string): string => join(NAMES, `${view}.txt`);

/** Empty where there is none yet. */
export const namesKept = (view: string): string => (existsSync(fileOf(view)) ? readFileSync(fileOf(view), 'utf8') : '');

/** Answers whether they are others than before. */
export function keepNames(view: string, names: string): boolean {
  if (names === namesKept(view)) return false;
  mkdirSync(NAMES, { recursive: true });
  writeFileSync(fileOf(view), names);
  return true;
}
