import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** WCAG 2.2, relative luminance and contrast ratio; the figures needed are 1.4.3 (text, 4.5) and 1.4.11 (marks and controls, 3). */
const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

const channel = (hex: string, at: number): number => {
  const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const luminance = (hex: string): number => 0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);
const ratio = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const surfaces = ['bg-chrome', 'bg-surface', 'bg-sunken', 'bg-raised', 'bg-hover', 'bg-selected'];
const states = ['ok', 'warn', 'bad', 'unknown', 'idle'];
const fills = states.map((state) => `${state}-bg`);
const pairs: readonly (readonly [inks: readonly string[], on: readonly string[], needed: number])[] = [
  [['text', 'text-2', 'text-3', 'accent', ...states], surfaces, 4.5],
  ...states.map((state) => [[state], [`${state}-bg`], 4.5] as const),
  [['text', 'text-2'], [...fills, 'accent-bg'], 4.5],
  [['accent'], ['accent-bg'], 4.5],
  [['on-accent'], ['accent', 'accent-hover'], 4.5],
  [['bg-surface'], ['bad'], 4.5],
  [['line-control'], ['bg-surface', 'bg-chrome', 'bg-raised'], 3],
  [['focus'], ['bg-surface', 'bg-chrome', 'bg-selected', 'bg-raised'], 3],
  [['m-ok', 'm-warn', 'm-bad', 'm-live', 'm-idle'], ['bg-surface', 'bg-sunken'], 3],
  [['m-live', 'm-bad'], ['bg-selected'], 3],
];

describe.each(['light', 'dark'] as const)('contrast, %s', (theme) => {
  const colour = (name: string): string => {
    const token = tokens.get(name);
    if (!token) throw new Error(`tokens.css has no colour --${name}`);
    return token[theme];
  };
  test.each(pairs)('%j on %j', (inks, on, needed) => {
    const low = inks
      .flatMap((ink) => on.map((ground) => ({ ink, ground, is: ratio(colour(ink), colour(ground)) })))
      .filter((pair) => pair.is < needed);
    expect(low).toEqual([]);
  });
});

test('the formula agrees with the figures that WCAG names', () => {
  expect(ratio('#000000', '#ffffff')).toBeCloseTo(21);
  expect(ratio('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
