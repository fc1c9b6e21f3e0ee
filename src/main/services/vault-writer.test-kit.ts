import { writeSync } from 'node:fs';
import { fileLock } from '../store/driver-lock.ts';
import { Vault } from '../vault/index.ts';

/**
 * A process that changes a vault, to be killed or to compete with another. Arguments: the file; its passphrase; what to do;
 * the point of the write at which it ends itself with SIGKILL, or "-". Says "ready", then each thing that was answered.
 */
const [path = '', passphrase = '', task = '', killAt = '-', prefix = ''] = process.argv.slice(2);
let armed = false;
const vault = new Vault({
  path,
  lock: fileLock(`${path}.lock`),
  stores: [],
  autoLockMinutes: () => 0,
  scryptN: 2 ** 14,
  at: (point) => void (armed && point === killAt && process.kill(process.pid, 'SIGKILL')),
});
const say = (word: string): void => void writeSync(1, `${word}\n`);
async function must(answer: Promise<{ readonly ok: boolean }>): Promise<void> {
  const got = await answer;
  if (!got.ok) throw new Error(JSON.stringify(got));
}

await must(vault.unlock(passphrase));
say('ready');
armed = true;
if (task === 'set') await must(vault.set('cred00000001', 'password', 'new'));
if (task === 'choose') await must(vault.choose('passphrase', 'another passphrase'));
if (task === 'change') await must(vault.changePassphrase(passphrase, 'another passphrase'));
for (let n = 0; task === 'many' && n < 1000; n++) {
  await must(vault.set(`cred${prefix}${String(n % 25).padStart(6, '0')}`, 'password', `${prefix}${n}`));
  say(String(n));
  if (killAt === 'never' && n === 24) break;
}
process.exit(0);
