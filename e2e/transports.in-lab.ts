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
  /** What a person answers to the host's questions, round after round. The answer then says what was asked. */
  readonly answers?: readonly (readonly string[])[];
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
  const way = transports(secrets, { knownHosts: job.knownHosts, systemKnownHosts: [], agent: job.agent })[job.host.transport];
  const asked: unknown[] = [];
  let opened = await way.open(job.host);
  for (const answers of job.answers ?? []) {
    if (opened.ok) break;
    asked.push(opened.problem);
    const answered = await way.answer!(job.host, answers);
    opened = answered.ok ? await way.open(job.host) : answered;
  }
  if (job.answers) return { ok: opened.ok, asked, ...(!opened.ok && { problem: opened.problem }) };
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
