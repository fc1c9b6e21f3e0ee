import { createInterface } from 'node:readline';
import type { Command } from '../src/shared/domain/command.ts';
import type { Host } from '../src/shared/domain/host.ts';
import { transports } from '../src/main/transports/index.ts';
import { Secret, type Secrets } from '../src/main/transports/transport.ts';

/** Runs inside the lab's network: one job a line on stdin, one answer a line on stdout. See transports.test.ts. */
export interface Job {
  readonly id: number;
  readonly host: Host;
  readonly knownHosts: string;
  readonly agent: string | null;
  /** By "kind forWhat". */
  readonly secrets: Readonly<Record<string, string>>;
  /** Null: only sign in. */
  readonly command: Command | null;
}

async function carryOut(job: Job): Promise<unknown> {
  const secrets: Secrets = {
    get: (kind, forWhat) => {
      const value = job.secrets[`${kind} ${forWhat}`];
      return value === undefined ? null : new Secret(value);
    },
  };
  const opened = await transports(secrets, { knownHosts: job.knownHosts, systemKnownHosts: [], agent: job.agent })[job.host.transport].open(job.host);
  if (!opened.ok) return opened;
  try {
    if (!job.command) return { ok: true };
    const answer = await opened.value.run(job.command);
    if (!answer.ok) return answer;
    const { stdout, stderr, ...rest } = answer.value;
    return { ok: true, value: { ...rest, stdout: Buffer.from(stdout).toString('latin1'), stderr: Buffer.from(stderr).toString('latin1') } };
  } finally {
    opened.value.close();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line) as Job;
  void carryOut(job).then((answer) => process.stdout.write(`${JSON.stringify({ id: job.id, answer })}\n`));
}
