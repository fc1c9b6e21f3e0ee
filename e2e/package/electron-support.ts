import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Which lines of Electron get fixes, as it was read on a day, and when that has to be read again. */
const Support = z.object({ source: z.string(), readOn: z.iso.date(), supported: z.array(z.int()), lookAgainOn: z.iso.date() });
type Support = z.infer<typeof Support>;

export const support = (): Support => Support.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'electron-support.json'), 'utf8')));

/** Checklist item 16. A range instead of a version is no pin, and not supported. */
export function judge(known: Support, pinned: string, today: Date): { supported: boolean; lookAgain: boolean } {
  const line = /^(\d+)\.\d+\.\d+$/.exec(pinned)?.[1];
  return { supported: line !== undefined && known.supported.includes(Number(line)), lookAgain: today >= new Date(known.lookAgainOn) };
}

// `node e2e/package/electron-support.ts`: stops a release whose Electron is out of support, or not looked up for long.
if (import.meta.filename === process.argv[1]) {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    devDependencies: { electron: string };
  };
  const verdict = judge(support(), manifest.devDependencies.electron, new Date());
  const good = verdict.supported && !verdict.lookAgain;
  process.stdout.write(good ? 'Electron is in support.\n' : `Look up Electron's support: ${support().source}\n`);
  process.exitCode = good ? 0 : 1;
}
