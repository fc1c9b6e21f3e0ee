import { answer, fixture, NONCE, outputOf, system } from './scan.test-kit.ts';
import { scanQuery } from './scan.ts';

/** `node src/main/platforms/scan.bench.ts`: a mebibyte of answer is to be read in 50 ms, whatever it holds. */
const MIB = 1 << 20;
const query = scanQuery({ nonce: NONCE, refresh: false, sentAt: 0 });

/** Processor time, so that a busy machine measures the same. The first rounds warm up; the median of the rest counts. */
function measure(name: string, bytes: Uint8Array): void {
  const rounds = Array.from({ length: 60 }, () => {
    const before = process.cpuUsage();
    query.parse(outputOf(bytes, 0));
    const { user, system: kernel } = process.cpuUsage(before);
    return (user + kernel) / 1000;
  });
  const median = rounds.slice(20).sort((a, b) => a - b)[20] ?? 0;
  console.log(
    `${name.padEnd(40)} ${(bytes.length / 1024).toFixed(0).padStart(6)} KiB ${median.toFixed(1).padStart(8)} ms ${((median * MIB) / bytes.length).toFixed(1).padStart(8)} ms/MiB`,
  );
}

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
for (const name of ['debian-12-root.txt', 'debian-12-development-root.txt.gz']) measure(name, fixture(name));
for (const [name, piece] of Object.entries(hostile)) {
  const line = piece.repeat(Math.ceil(4096 / piece.length)).slice(0, 4096);
  const body = `${line}\n`.repeat(MIB / 4097);
  measure(`hostile ${name}`, answer({ [name]: name === 'system' ? `${system()}\n${body}` : body }));
}
