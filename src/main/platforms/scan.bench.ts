import { bench, describe } from 'vitest';
import { answer, fixture, NONCE, outputOf, system } from './scan.test-kit.ts';
import { scanQuery } from './scan.ts';

/** `npx vitest bench src/main/platforms`: a mebibyte of answer is to be read in 50 ms, whatever it holds. */
const MIB = 1 << 20;
const query = scanQuery({ nonce: NONCE, refresh: false, sentAt: 0 });
const read = (bytes: Uint8Array) => () => void query.parse(outputOf(bytes, 0));

describe('real answers', () => {
  for (const name of ['debian-12-root.txt', 'debian-12-development-root.txt.gz']) {
    const bytes = fixture(name);
    bench(`${name}, ${(bytes.length / 1024).toFixed(0)} KiB`, read(bytes));
  }
});

/** Lines of 4 KiB made to have a reader look at them again and again. */
const hostile = {
  listeners: 'tcp LISTEN 0 0 a:1 b ("',
  units: '● ',
  space: ' /',
  stale: 'f\t1\t/((((',
  candidates: '       500 ',
  sources: ' 500 a,o=',
  upgrade: ' (=> (',
  packages: '\t',
  system: 'disk\t9\t',
  os: '(a(a(a',
};
describe('hostile answers of 1 MiB', () => {
  for (const [name, piece] of Object.entries(hostile)) {
    const line = piece.repeat(Math.ceil(4096 / piece.length)).slice(0, 4096);
    const body = `${line}\n`.repeat(MIB / 4097);
    bench(name, read(answer({ [name]: name === 'system' ? `${system()}\n${body}` : body })), {
      iterations: 5,
      time: 0,
      warmupIterations: 1,
      warmupTime: 0,
    });
  }
});
