import fc from 'fast-check';
import { describe, it } from 'vitest';
import { HostFacts } from '../../shared/domain/facts.ts';
import { Problem } from '../../shared/domain/problem.ts';
import { fixture, NONCE, outputOf } from './scan.test-kit.ts';
import { scanQuery } from './scan.ts';

/** A seeded sample in every test run; PATCHBAY_FUZZ_RUNS=100000 for the full count, from a new seed. */
const wanted = process.env['PATCHBAY_FUZZ_RUNS'];
const numRuns = Number(wanted ?? 300);
const parameters = { numRuns, ...(wanted === undefined && { seed: 20261121 }) };
const timeout = 60_000 + numRuns * 30;

const query = scanQuery({ nonce: NONCE, refresh: true, sentAt: 1_795_299_360_000 });

/** Whatever comes in, what comes out fits the contract: facts, or a problem. */
function check(bytes: Uint8Array): void {
  const result = query.parse(outputOf(bytes, 1_795_299_365_000));
  if (!result.ok) return void Problem.parse(result.problem);
  HostFacts.parse(result.value.facts);
  for (const problem of result.value.warnings) Problem.parse(problem);
}

/** Fixtures cut down to what a mutation can reach quickly: all sections, the first lines of each. */
const small = ['debian-12-root.txt', 'debian-12-user.txt', 'debian-12-sshd-root.txt', 'busybox-root.txt'].map((name) => {
  let line = 0;
  const kept = fixture(name)
    .toString('latin1')
    .split('\n')
    .filter((text) => {
      line = text.startsWith(NONCE) ? 0 : line + 1;
      return line < 12;
    });
  return Buffer.from(kept.join('\n'), 'latin1');
});

/** What tends to break readers: nothing, far too much, numbers out of range, controls, half characters, frames. */
const pieces = fc.oneof(
  fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '',
      '\0',
      '\t',
      '\n',
      '\r\n',
      '\u001b[2J',
      '\u202e',
      '\ud800',
      '99999999999999999999',
      '-1',
      '1e999',
      'NaN',
      ' '.repeat(5000),
      '('.repeat(5000),
      ' \t'.repeat(3000),
      `\n${NONCE} done\n`,
      `\n${NONCE} units\n`,
      `${NONCE} end `,
      '__proto__\t1\n',
      'a'.repeat(70_000),
    )
    .map((text) => Buffer.from(text)),
);
const mutated = fc
  .tuple(fc.constantFrom(...small), fc.array(fc.tuple(fc.nat(), fc.nat(40), pieces), { minLength: 1, maxLength: 6 }))
  .map(([base, edits]) =>
    edits.reduce<Buffer>((bytes, [at, cut, piece]) => {
      const from = at % bytes.length;
      return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from + cut)]);
    }, base),
  );

/** One section filled with anything, the others in order: gets past the frame every time. */
const filled = fc
  .tuple(
    fc.constantFrom(
      'clock',
      'os',
      'system',
      'space',
      'stale',
      'listeners',
      'units',
      'journal',
      'audit',
      'packages',
      'lists',
      'sources',
      'candidates',
      'upgrade',
    ),
    fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.stringMatching(/^[a-z0-9 :.\t()=>/%*-]{0,60}$/)), { maxLength: 8 }),
  )
  .map(([name, lines]) => {
    const body = lines.join('\n').replaceAll(NONCE, '');
    const rest =
      name === 'system' ? '' : `${NONCE} system\nuid\t0\nuname\tx 6.1.0-1-amd64 #1 x86_64\nmanager\tapt\n${NONCE} end system 0\n`;
    return Buffer.from(
      `${name === 'os' ? '' : `${NONCE} os\nID=debian\n${NONCE} end os 0\n`}${rest}${NONCE} ${name}\n${body}\n${NONCE} end ${name} 0\n${NONCE} done\n`,
    );
  });

describe(`the reader of scans, ${numRuns} cases each`, () => {
  it('takes any bytes', { timeout }, () => fc.assert(fc.property(fc.uint8Array({ maxLength: 4000 }), check), parameters));
  it('takes mutated answers', { timeout }, () => fc.assert(fc.property(mutated, check), parameters));
  it('takes anything in any section', { timeout }, () => fc.assert(fc.property(filled, check), parameters));
});
