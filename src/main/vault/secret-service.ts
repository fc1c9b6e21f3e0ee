import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Result } from '../../shared/domain/result.ts';
import { keyFromText, type KeyStore, keyToText } from './key-store.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A question to the service alone; it answers in milliseconds. */
const QUICK_MS = 5000;
/** The desktop may ask a person to unlock the keyring first. */
const PERSON_MS = 120_000;
/** secret-tool's answer is 44 characters. */
const ID = /^[0-9a-f]{32}$/;

/**
 * The desktop's secret service (GNOME Keyring, KWallet, KeePassXC: the D-Bus interface org.freedesktop.secrets) through
 * libsecret's secret-tool(1). Secrets go over its stdin and stdout, never in an argument; what is in the arguments is a
 * random id. Why not a library: docs/decisions/0006.
 */
export function secretService(env: Env, program = 'secret-tool'): KeyStore {
  const attributes = (id: string): string[] => ['application', 'patchbay', 'vault', id];
  const ask = (args: readonly string[], waitMs: number, input = ''): Promise<Answer> => run(program, args, env, waitMs, input);
  return {
    name: 'secret-service',
    unavailable: async () => {
      // Without a session bus secret-tool would try to start one of its own.
      if (!hasSessionBus(env)) return 'there is no desktop session here';
      const answer = await ask(['search', ...attributes('none')], QUICK_MS);
      return answer.exit === 0 ? null : trouble(answer);
    },
    seal: async (key) => {
      const id = randomBytes(16).toString('hex');
      const answer = await ask(['store', '--label=Patchbay vault', ...attributes(id)], PERSON_MS, keyToText(key));
      return answer.exit === 0 ? { ok: true, value: id } : no(trouble(answer));
    },
    unseal: async (id) => {
      if (!ID.test(id)) return no('what was kept of it is not an id of a secret');
      const answer = await ask(['lookup', ...attributes(id)], PERSON_MS);
      const key = keyFromText(answer.out.trim());
      if (answer.exit === 0 && key) return { ok: true, value: key };
      return no(answer.exit === 1 && answer.errors === '' ? 'the secret service no longer has the key of this vault' : trouble(answer));
    },
    forget: async (id) => void (ID.test(id) && (await ask(['clear', ...attributes(id)], QUICK_MS))),
  };
}

const no = (problem: string): Result<never, string> => ({ ok: false, problem });

/** The variable, or the socket that systemd makes for it (D-Bus Specification, sd_bus_default_user(3)). */
const hasSessionBus = (env: Env): boolean =>
  Boolean(env['DBUS_SESSION_BUS_ADDRESS']) || (Boolean(env['XDG_RUNTIME_DIR']) && existsSync(join(env['XDG_RUNTIME_DIR']!, 'bus')));

interface Answer {
  /** null where it was not there or did not end in time. */
  readonly exit: number | null;
  readonly out: string;
  readonly errors: string;
}

function trouble({ exit, errors }: Answer): string {
  if (exit !== null) return `the secret service refused: ${errors.slice(0, 300) || `secret-tool ended with ${exit}`}`;
  return errors || 'the secret service did not answer in time';
}

async function run(program: string, args: readonly string[], env: Env, waitMs: number, input: string): Promise<Answer> {
  const child = spawn(program, args, { env: { ...env }, stdio: 'pipe', timeout: waitMs });
  const ended = new Promise<Omit<Answer, 'out'>>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ exit: null, errors: error.code === 'ENOENT' ? 'secret-tool is not installed (package libsecret-tools)' : error.message }),
    );
    child.once('close', (exit) => resolve({ exit, errors: '' }));
  });
  child.stdin.on('error', () => undefined); // it ended without reading
  child.stdin.end(input);
  const [end, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exit: end.exit, out, errors: (end.errors || errors).trim() };
}
