// A process of its own, in the lab's network: a shell's part, with the engine itself. Reads a task (JSON) from standard
// input, enters the secrets by the contract's call, works with them, and prints every reply and event as JSON.

import { text } from 'node:stream/consumers';
import type { CallInput, CallName, Calls } from '../../src/shared/contract/contract.ts';
import { compose } from '../../src/main/shells/compose.ts';

export interface Task {
  readonly dataFolder: string;
  /** host name -> what is entered for it, in this order */
  readonly enter: readonly {
    readonly host: string;
    readonly secret: 'password' | 'passphrase' | 'sudo-password';
    readonly value: string;
  }[];
}

const task = JSON.parse(await text(process.stdin)) as Task;
const composed = await compose({ dataFolder: task.dataFolder, shell: 'cli', drive: false });
if (!composed.ok) throw new Error(JSON.stringify(composed.problem));
const { engine } = composed.value;
const say = (what: string, value: unknown): void => console.log(JSON.stringify({ what, value }));
engine.onChange((change) => say('event', change));

async function call<N extends CallName>(name: N, input: CallInput<N>) {
  const reply = await engine.dispatch(name, input);
  say(name, reply);
  return reply as { ok: true; value: ReturnType<Calls[N]['output']['parse']> };
}

const rows = (await call('hosts.list', {})).value;
const ids = new Map(rows.map((row) => [row.host.name, row.host.id]));
for (const { host, secret, value } of task.enter) {
  await call('hosts.enterSecret', { id: ids.get(host)!, secret, value });
  // Input that is not valid, and a host that is not there: neither error may quote the secret.
  await call('hosts.enterSecret', { id: ids.get(host)!, secret, value: value.repeat(200) });
  await call('hosts.enterSecret', { id: 'nosuchhost', secret, value });
}
await call('scan.start', { hostIds: [...ids.values()], refresh: false });
await until(async () => (await call('hosts.list', {})).value.every((row) => !['waiting', 'scanning'].includes(row.scan.state)));
const { planId } = (await call('plan.make', { hostIds: [...ids.values()], selection: { mode: 'security', exclude: [] } })).value;
await until(async () => (await call('plan.get', { planId })).value.state !== 'making');
await call('history.list', { limit: 500 });
await composed.value.close();
process.exit(0);

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 300));
}
