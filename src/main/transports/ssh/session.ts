import { setTimeout } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { Limiter } from '../limiter.ts';
import { perform, type Party, type Wire } from '../conversation.ts';
import { EXEC_LINE } from '../payload.ts';
import type { Secrets, Session } from '../transport.ts';
import type { Chain } from './chain.ts';
import type { Connection } from './connect.ts';

/** sshd allows ten (sshd_config(5), MaxSessions); two are left to others who share the connection's limit. */
const MOST_CHANNELS = 8;
const MOST_VAIN_TRIES = 30;
const PAUSE_MS = 100;

export function sshSession(chain: Chain, party: Party, secrets: Secrets): Session {
  const channels = new Limiter(MOST_CHANNELS);
  return {
    run: (command, signal) => perform(() => openWire(chain.last, channels, party.address), party, command, secrets, signal),
    close: () => chain.close(),
  };
}

async function openWire(connection: Connection, channels: Limiter, address: string): Promise<Result<Wire>> {
  for (let vain = 0; ;) {
    const leave = await channels.enter();
    const channel = await openChannel(connection);
    if (!(channel instanceof Error)) {
      channel.once('close', leave);
      return ok(channelWire(channel, connection));
    }
    leave();
    const lost = connection.lost();
    if (channels.busy === 0) vain++;
    if (lost !== null || vain > MOST_VAIN_TRIES) return fail({ kind: 'connection-lost', address, detail: lost ?? channel.message });
    // The host allows fewer sessions than we thought, and counts one until its shell is gone, after the channel's end.
    channels.lower(channels.busy);
    await setTimeout(PAUSE_MS);
  }
}

function openChannel(connection: Connection): Promise<ClientChannel | Error> {
  const why = connection.lost();
  if (why !== null) return Promise.resolve(new Error(why));
  return new Promise((resolve) => {
    try {
      connection.client.exec(EXEC_LINE, (error, channel) => resolve(error ?? channel));
    } catch (error) {
      // ssh2 throws "Not connected" where the socket has ended but its end was not told yet.
      resolve(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function channelWire(channel: ClientChannel, connection: Connection): Wire {
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    onEnd: (listener) => {
      let exit: number | null = null;
      let signal: string | null = null;
      channel.once('exit', (code: number | null, name?: string) => {
        exit = code;
        signal = name ?? null;
      });
      // Without an exit status the channel did not end by itself: the connection took it down.
      channel.once('close', () =>
        listener({ exit, signal, lost: exit === null && signal === null ? (connection.lost() ?? 'the connection ended') : null }),
      );
    },
    close: () => {
      // What still comes is thrown away; ssh2 tells of a channel's end only when both streams were read to theirs.
      for (const stream of [channel, channel.stderr]) stream.removeAllListeners('data').resume();
      channel.close();
    },
  };
}
