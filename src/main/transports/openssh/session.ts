import { setTimeout } from 'node:timers/promises';
import type { Command, CommandOutput } from '../../../shared/domain/command.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { childWire } from '../child-wire.ts';
import { perform, type Party, type Wire } from '../conversation.ts';
import { Tail } from '../frame.ts';
import { Limiter } from '../limiter.ts';
import { EXEC_LINE } from '../payload.ts';
import type { Secrets, Session } from '../transport.ts';
import { startSsh, type Master, type OpensshOptions } from './master.ts';

/** sshd allows ten (sshd_config(5), MaxSessions); the connection's own shell is one, and one is left free. */
const MOST_CHANNELS = 8;
const MOST_VAIN_TRIES = 30;
const PAUSE_MS = 100;
const MOST_WORDS = 4096;
/** ssh's own failure, as against the command's (ssh(1), EXIT STATUS). */
const SSH_FAILED = 255;

export function opensshSession(master: Master, party: Party, secrets: Secrets, options: OpensshOptions): Session {
  const channels = new Limiter(MOST_CHANNELS);
  return {
    run: (command, signal) => runInTurn(() => openWire(master, channels, party, options), channels, party, command, secrets, signal),
    close: () => master.close(),
  };
}

/** Where the host allows fewer sessions than we thought, nothing of the command has run: it waits for its turn. */
async function runInTurn(
  open: () => Promise<Result<Wire>>,
  channels: Limiter,
  party: Party,
  command: Command,
  secrets: Secrets,
  signal?: AbortSignal,
): Promise<Result<CommandOutput>> {
  for (let vain = 0; ;) {
    const answer = await perform(open, party, command, secrets, signal);
    const refused = !answer.ok && answer.problem.kind === 'connection-lost' && /Session open refused/.test(answer.problem.detail);
    if (!refused || vain > MOST_VAIN_TRIES) return answer;
    if (channels.busy === 0) vain++;
    channels.lower(channels.busy);
    await setTimeout(PAUSE_MS);
  }
}

/**
 * One `ssh` a command, which is let in by the master. Should the master be gone, "ProxyCommand=false" keeps it from
 * making a connection of its own.
 */
async function openWire(master: Master, channels: Limiter, party: Party, options: OpensshOptions): Promise<Result<Wire>> {
  const leave = await channels.enter();
  const lost = master.lost();
  if (lost !== null) {
    leave();
    return fail({ kind: 'connection-lost', address: party.address, detail: lost });
  }
  const own = ['-F', 'none', '-S', master.controlPath, '-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR', '-o', 'ProxyCommand=false'];
  const child = startSsh([...own, '-T', '--', party.address, EXEC_LINE], options);
  child.once('close', leave).once('error', leave);
  const words = new Tail(MOST_WORDS);
  child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
  const wire = childWire(child);
  const whyLost = (): string => {
    const refused = /.*Session open refused.*/.exec(words.bytes().toString('utf8'))?.[0];
    return refused ?? master.lost() ?? 'the connection ended';
  };
  return ok({
    ...wire,
    onEnd: (listener) => wire.onEnd((ended) => listener(ended.exit === SSH_FAILED || ended.signal ? { ...ended, lost: whyLost() } : ended)),
    close: () => {
      child.kill();
      wire.close();
    },
  });
}
