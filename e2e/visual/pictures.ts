import type { CDPSession, Page } from 'playwright-core';
import type { Stage } from '../../src/renderer/fake/stage.test-kit.ts';
import type { View } from '../../src/renderer/fake/views.test-kit.ts';
import { layoutFaults } from './layout.ts';

/** A Thursday in Vienna, 14:26. Every page believes it. */
const CLOCK = '2026-11-19T13:26:00Z';
const SETTLED = 2;

export const sizes = {
  '1280': { width: 1280, height: 800, deviceScaleFactor: 1 },
  '1920': { width: 1920, height: 1080, deviceScaleFactor: 1 },
  '200': { width: 640, height: 400, deviceScaleFactor: 2 },
} as const;
export type Size = keyof typeof sizes;

export interface Picture {
  readonly name: string;
  readonly png: Buffer;
  /** Pixels across one CSS pixel. */
  readonly density: number;
  readonly faults: readonly string[];
}

/** The page in the state of a view, at the time that every picture shows. */
export async function opened(stage: Stage, view: View): Promise<Page> {
  const page = await stage.open({ ...view.look, clock: CLOCK });
  await view.ready(page);
  await calm(page);
  return page;
}

const sessions = new WeakMap<Page, CDPSession>();
async function sessionOf(page: Page): Promise<CDPSession> {
  const known = sessions.get(page);
  if (known) return known;
  const session = await page.context().newCDPSession(page);
  sessions.set(page, session);
  return session;
}

/** Pictures of an opened page in both themes and all sizes. It is left in the first size. */
export async function photograph(page: Page, view: string): Promise<readonly Picture[]> {
  const session = await sessionOf(page);
  const pictures: Picture[] = [];
  for (const size of Object.keys(sizes) as Size[])
    for (const theme of ['light', 'dark'] as const) pictures.push(await picture(page, session, view, size, theme));
  await session.send('Emulation.setDeviceMetricsOverride', { ...sizes['1280'], mobile: false });
  return pictures;
}

async function picture(page: Page, session: CDPSession, view: string, size: Size, theme: 'light' | 'dark'): Promise<Picture> {
  await session.send('Emulation.setDeviceMetricsOverride', { ...sizes[size], mobile: false });
  await page.evaluate((to) => void (document.documentElement.dataset['theme'] = to), theme);
  for (let frame = 0; frame < SETTLED; frame += 1)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(null))));
  const { data } = await session.send('Page.captureScreenshot', { format: 'png' });
  return {
    name: `${view}.${theme}.${size}`,
    png: Buffer.from(data, 'base64'),
    density: sizes[size].deviceScaleFactor,
    faults: await page.evaluate(layoutFaults),
  };
}

/** The pointer rests outside, the caret does not blink, the fonts are there. A style element would be against the policy. */
async function calm(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { caret-color: transparent !important; }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    await document.fonts.ready;
  });
}
