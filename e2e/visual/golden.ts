import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export const GOLDENS = join(import.meta.dirname, 'goldens');
export const MADE_WITH = join(GOLDENS, 'made-with.json');

/** How far a pixel's colour may be off (0 to 1, pixelmatch's own scale): a golden has 256 colours at most. */
const THRESHOLD = 0.12;
/** Pixels of a picture that may differ, in CSS pixels: a changed digit has about 25. At 200 % four pixels are one. */
const MOST_DIFFERENT = 12;

export const here = (chromium: string): { chromium: string; platform: string } => ({
  chromium,
  platform: `${process.platform}-${process.arch}`,
});

/** Another browser draws letters otherwise; its pictures would differ everywhere and say nothing. */
export function whyNotCompared(chromium: string): string | null {
  if (!existsSync(MADE_WITH)) return 'there are no goldens';
  const made = JSON.parse(readFileSync(MADE_WITH, 'utf8')) as ReturnType<typeof here>;
  const now = here(chromium);
  if (made.chromium === now.chromium && made.platform === now.platform) return null;
  return `made with Chromium ${made.chromium} on ${made.platform}, this is ${now.chromium} on ${now.platform}`;
}

export function goldenOf(name: string): Buffer | null {
  const file = join(GOLDENS, `${name}.png`);
  return existsSync(file) ? readFileSync(file) : null;
}

export type Verdict = { readonly same: true } | { readonly same: false; readonly why: string; readonly picture: Buffer | null };

/** `density` is how many pixels across one CSS pixel has. */
export function compare(golden: Buffer | null, taken: Buffer, density = 1): Verdict {
  if (!golden) return { same: false, why: 'there is no golden', picture: null };
  const [was, is] = [PNG.sync.read(golden), PNG.sync.read(taken)];
  if (was.width !== is.width || was.height !== is.height)
    return { same: false, why: `${is.width} x ${is.height} instead of ${was.width} x ${was.height}`, picture: null };
  const diff = new PNG({ width: is.width, height: is.height });
  const different = pixelmatch(was.data, is.data, diff.data, is.width, is.height, { threshold: THRESHOLD });
  if (different <= MOST_DIFFERENT * density ** 2) return { same: true };
  return { same: false, why: `${different} pixels differ`, picture: PNG.sync.write(diff) };
}
