import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOK, enterInBook, lineOf, linesInBook, type Row } from './faults/book.ts';
import { inFlight } from './faults/in-flight.ts';
import { machine } from './faults/machine.ts';
import { packages } from './faults/packages.ts';
import { repository } from './faults/repository.ts';
import { Stage } from './faults/stage.ts';
import { wayIn } from './faults/way-in.ts';
import { LAB, Lab, noLab } from './lab/lab.ts';

const why = noLab();
if (why) console.log(`skipped, faults and what is read of them: ${why}`);

const cases = [...wayIn, ...repository, ...packages, ...machine, ...inFlight];
const nameOf = (one: (typeof cases)[number]): string => (one.when ? `${one.fault}, ${one.when}` : one.fault);

describe.skipIf(why)('every fault of the lab, met with the built command line', () => {
  let lab: Lab;
  let stage: Stage;
  const rows: Row[] = [];

  beforeAll(async () => {
    lab = await Lab.up({ hosts: ['files-01'], owner: process.pid, id: `faults-${process.pid}` });
    stage = new Stage(lab);
    await stage.open();
  });
  afterAll(async () => {
    stage?.laptop.remove();
    await lab?.down();
  });

  it.each(cases.map((one) => [nameOf(one), one] as const))('%s', { timeout: 400_000 }, async (_, one) => {
    let met: Row[];
    try {
      met = [await one.meet(stage)].flat();
    } finally {
      // What one case leaves behind when it fails is no business of the next.
      await stage.host.heal();
    }
    expect((await stage.host.truth()).broken).toBe(false);
    enterInBook(met);
    rows.push(...met);
    for (const row of met) expect(linesInBook(), `${BOOK} is stale: write it with PATCHBAY_WRITE_DOCS=1`).toContain(lineOf(row));
  });

  it('left nothing out, and the book has no line that nobody met', () => {
    const kinds = execFileSync(LAB, ['fault', '--list'], { encoding: 'utf8' }).trim().split('\n');
    const met = new Set(rows.map((row) => row.fault));
    expect(kinds.map((line) => line.split(' ')[0]!).filter((kind) => !met.has(kind))).toEqual([]);
    expect(linesInBook()).toEqual(rows.map(lineOf).sort());
  });

  it('kept an unbroken record of it all', async () => {
    const audit = await stage.laptop.must<{ intact: boolean }>(['audit', 'verify']);
    expect(audit.intact).toBe(true);
  });
});
