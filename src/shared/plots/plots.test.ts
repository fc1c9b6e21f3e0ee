import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { barsScene } from './bars.ts';
import { complianceScene } from './compliance.ts';
import { exposureScene } from './exposure.ts';
import { complianceWords, exposureWords, HOSTILE, scenes, START, timelineWords } from './fixtures.test-kit.ts';
import type { Block, Label, Scene } from './scene.ts';
import { boxOf, overlap } from './sheet.ts';
import { Svg } from './svg.ts';
import { fitText, textWidth } from './text-width.ts';
import { timelineScene, type SpanKind } from './timeline.ts';

const blocks = (scene: Scene): Block[] => scene.marks.filter((mark) => mark.kind === 'block');
const labels = (scene: Scene): Label[] => scene.marks.filter((mark) => mark.kind === 'label');
const texts = (scene: Scene): string[] => labels(scene).map((label) => label.text);
/** Rounding of sums of fractions of a pixel. */
const TINY = 1e-6;

/** What holds of every plot, whatever it is given. */
function holds(scene: Scene): void {
  expect(Number.isFinite(scene.width) && Number.isFinite(scene.height) && scene.label !== '').toBe(true);
  for (const mark of scene.marks) {
    const [x1, y1, x2, y2] =
      mark.kind === 'rule'
        ? [Math.min(mark.x1, mark.x2), Math.min(mark.y1, mark.y2), Math.max(mark.x1, mark.x2), Math.max(mark.y1, mark.y2)]
        : ((box) => [box.x, box.y, box.x + box.width, box.y + box.height] as const)(mark.kind === 'block' ? mark : boxOf(mark));
    // NaN fails these, too.
    expect(
      x1 >= -TINY && y1 >= -TINY && x2 <= scene.width + TINY && y2 <= scene.height + TINY,
      JSON.stringify([mark, scene.width, scene.height]),
    ).toBe(true);
  }
  const boxes = labels(scene).map(boxOf);
  expect(boxes.filter((one, i) => boxes.some((other, j) => j > i && overlap(one, other)))).toEqual([]);
  const grid = scene.marks.filter((mark) => mark.kind === 'rule' && mark.look === 'grid');
  expect(grid.length).toBeLessThanOrEqual(3);
}

// A scene is a large thing to shrink: the seed and the path that are printed find a failure again.
fc.configureGlobal({ endOnFailure: true });
const WIDTHS = [200, 360, 640, 1200, 1900];
const width = fc.integer({ min: 200, max: 2400 });
const amount = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1_000_000 }));
const name = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 40 }));
const KINDS: readonly SpanKind[] = ['waiting', 'running', 'done', 'failed', 'unreachable', 'planned'];

describe('every fixture at every width', () => {
  test.each(Object.entries(scenes))('%s', (_name, make) => {
    for (const wide of WIDTHS) holds(make(wide));
  });
});

describe('for any figures', () => {
  test('compliance: inside, apart, bars as high as their sums', () => {
    const month = fc.record({
      name,
      isCurrent: fc.boolean(),
      hosts: fc.option(fc.record({ current: amount, outstanding: amount, overdue: amount, unknown: amount })),
    });
    fc.assert(
      fc.property(fc.array(month, { maxLength: 12 }), width, (months, wide) => {
        const scene = complianceScene(months, complianceWords, wide);
        holds(scene);
        const sums = months.map(({ hosts }) => (hosts ? hosts.current + hosts.outstanding + hosts.overdue + hosts.unknown : 0));
        expectHeights(scene, sums);
      }),
    );
  });

  test('exposure: overdue left of the line, everything else right of it', () => {
    const day = fc.record({ name, side: fc.constantFrom('overdue', 'today', 'ahead'), findings: amount, kev: amount });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 31 }), width, (all, wide) => {
        const scene = exposureScene(all, exposureWords, wide);
        holds(scene);
        const line = scene.marks.find((mark) => mark.kind === 'rule' && mark.look === 'now');
        const bars = blocks(scene).filter((block) => block.title !== undefined);
        for (const bar of bars) {
          if (bar.tone === 'bad') expect(bar.x + bar.width).toBeLessThanOrEqual((line as { x1: number }).x1 + TINY);
          else expect(bar.x).toBeGreaterThanOrEqual((line as { x1: number }).x1 - TINY);
        }
        expect(bars.length).toBe(all.filter((one) => one.findings > 0).length);
      }),
    );
  });

  test('bars: inside, apart, as long as their sums', () => {
    const segment = fc.record({
      value: amount,
      tone: fc.constant('live' as const),
      fill: fc.constant('solid' as const),
      title: fc.constant('t'),
    });
    const bar = fc.record({ name, words: name, segments: fc.option(fc.array(segment, { maxLength: 3 })) });
    fc.assert(
      fc.property(fc.array(bar, { maxLength: 40 }), width, (bars, wide) => {
        const scene = barsScene({ width: wide, label: 'x', bars, legend: [], number: String, noData: 'Not known' });
        holds(scene);
        const longest = Math.max(1e-9, ...bars.map((one) => (one.segments ?? []).reduce((sum, part) => sum + part.value, 0)));
        const drawn = blocks(scene);
        const full = Math.max(0, ...drawn.map((one) => one.x + one.width)) - Math.min(wide, ...drawn.map((one) => one.x));
        for (const row of Map.groupBy(drawn, (one) => one.y).values()) {
          const end = Math.max(...row.map((one) => one.x + one.width));
          expect(end).toBeLessThanOrEqual(Math.min(wide, ...drawn.map((one) => one.x)) + full + TINY);
        }
        expect(drawn.length > 0).toBe(longest > 1e-9);
      }),
    );
  });

  test('timeline: inside, apart, in order, whatever the clocks say', () => {
    const time = fc.integer({ min: START - 86_400_000, max: START + 90 * 86_400_000 });
    const span = fc.record({ kind: fc.constantFrom(...KINDS), from: time, to: fc.option(time) });
    const row = fc.record({ name, words: name, spans: fc.array(span, { maxLength: 6 }) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), width, time, fc.option(time), (rows, wide, now, to) => {
        holds(timelineScene({ rows, from: START, to, now, label: 'x', words: timelineWords, width: wide }));
      }),
      { numRuns: 60 },
    );
  });
});

/** Each column's blocks end where its sum is on the axis: the highest reaches the top, the others in proportion. */
function expectHeights(scene: Scene, sums: readonly number[]): void {
  const bars = Map.groupBy(
    blocks(scene).filter((block) => block.title !== undefined),
    (block) => block.x,
  );
  const floor = Math.max(...[...bars.values()].flat().map((block) => block.y + block.height));
  const heights = [...bars].sort(([a], [b]) => a - b).map(([, parts]) => floor - Math.min(...parts.map((part) => part.y)));
  const wanted = sums.filter((sum) => sum > 0);
  expect(heights.length).toBe(wanted.length);
  const most = Math.max(...wanted);
  heights.forEach((height, index) => expect(height / Math.max(...heights)).toBeCloseTo(wanted[index]! / most, 6));
}

describe('what is said', () => {
  test('a month without data is a gap with its word', () => {
    const scene = scenes['compliance, a year']!(1200);
    expect(texts(scene).filter((text) => text === 'no data').length).toBe(2);
    expect(texts(scene)).toContain('41 of 47');
    expect(scene.label).toBe('Current hosts in 12 months, 2 without data. Nov: 41 of 47');
  });

  test('the current period is the strong one', () => {
    const strong = labels(scenes['compliance, a year']!(1200)).filter((label) => label.strong);
    expect(strong.map((label) => label.text)).toEqual(['Nov', '41 of 47']);
  });

  test('words that have no room are left out before the current ones', () => {
    const narrow = texts(scenes['compliance, all and zero']!(360));
    expect(narrow).toContain('Nov');
    expect(narrow.length).toBeLessThan(texts(scenes['compliance, all and zero']!(1900)).length);
  });

  test("the current month's words stay, however long they are", () => {
    const strong = labels(scenes['compliance, all and zero']!(900)).filter((label) => label.strong);
    expect(strong.map((label) => label.text)).toEqual(['Nov', '1,000,000 of 1,000,000']);
  });

  test.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])(
    'blocks are as long as time passed, the clock change in %s too',
    (zone) => {
      const before = process.env['TZ'];
      process.env['TZ'] = zone;
      try {
        const scene = scenes['timeline, over the clock change']!(900);
        holds(scene);
        const axis = scene.marks.find((mark) => mark.kind === 'rule' && mark.look === 'axis') as { x1: number };
        const bar = blocks(scene).find((block) => block.title !== undefined)!;
        // It began half an hour after the axis does and lasted 5 h 40 min.
        expect((bar.x - axis.x1) / bar.width).toBeCloseTo(30 / 340, 6);
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    },
  );

  test('known exploited are figures under the axis, zero too', () => {
    const scene = scenes['exposure, a month']!(1200);
    const foot = Math.max(...labels(scene).map((label) => label.y));
    expect(labels(scene).filter((label) => label.y === foot).length).toBe(22);
  });

  test('a host that waits has its outline up to now and its reason after the line', () => {
    const scene = scenes['timeline, some']!(1200);
    const line = scene.marks.find((mark) => mark.kind === 'rule' && mark.look === 'now') as { x1: number };
    const reason = labels(scene).find((label) => label.text === 'Waits for ring 0')!;
    expect(reason.x).toBeGreaterThan(line.x1);
    const waiting = blocks(scene).filter((block) => block.title?.startsWith('web-005: Waiting'));
    expect(waiting.map((block) => [block.fill, block.x + block.width])).toEqual([['outline', line.x1]]);
  });

  test('a deployment that has ended has no now', () => {
    expect(texts(scenes['timeline, over the year']!(900))).not.toContain('now');
  });
});

describe('text', () => {
  test('is cut between characters as a reader knows them', () => {
    expect(fitText('👩‍👩‍👧‍👦'.repeat(9), 60)).toMatch(/…$/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 300 }), (text, room) => {
        const fitted = fitText(text, room);
        expect(textWidth(fitted)).toBeLessThanOrEqual(Math.max(room, 0));
        expect(fitted).not.toMatch(/[\p{Cc}]/u);
      }),
    );
  });

  test('is nothing but text in the SVG', () => {
    const svg = renderToStaticMarkup(createElement(Svg, { scene: scenes['timeline, hostile']!(2400) }));
    expect(svg).not.toMatch(/<(script|img)/);
    expect(svg.match(/<svg/g)).toHaveLength(1);
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toContain('\u202E');
  });
});
