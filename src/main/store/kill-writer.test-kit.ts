import { writeSync } from 'node:fs';
import { furnished, opened, sampleFacts, samplePackage, sampleRun, sampleScan } from './store.test-kit.ts';

/**
 * A process to be killed: writes transactions over four table families without end, and says each number
 * once its transaction was answered. Arguments: the file; how many transactions at most.
 */
const [file = '', most = '1000000'] = process.argv.slice(2);
writeSync(1, 'open\n');
let store = opened(file);
if (store.hosts.list().length === 0) {
  store.close();
  store = furnished(file);
}
const run = sampleRun(1);
for (let left = Number(most); left > 0; left--) {
  const n = store.transaction(() => {
    const { seq } = store.audit.append({ action: 'kill.test', text: 'one more', details: { filler: 'x'.repeat((left * 37) % 3000) } });
    const line = new TextEncoder().encode(`${String(seq).padStart(9, '0')}\n`);
    store.deployments.appendLog(run.id, (seq - 1) * 10, line);
    store.deployments.updateRun({ ...run, attempts: seq });
    store.scans.record(sampleScan(sampleFacts({ packages: [samplePackage('bash', `1.${seq}`)] }), seq));
    return seq;
  });
  writeSync(1, `${n}\n`);
}
store.close();
