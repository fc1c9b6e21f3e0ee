import type { Layer, LayerName } from '../../shared/contract/connection.ts';
import type { Host, HostDraft } from '../../shared/domain/host.ts';
import { explain, type Problem } from '../../shared/domain/problem.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import { wayInQuery, windowsWayInQuery, type WayIn } from '../platforms/way-in.ts';
import { ask, LAYERS_BELOW, type Seen, type Session } from '../transports/transport.ts';
import type { Context } from './context.ts';
import { findHost } from './hosts.ts';
import { forgetRefusedSecret, openHost } from './way-in.ts';

/** No test goes on for longer. Seconds. */
const LIMIT_SECONDS = 90;
/** As a scan warns. Seconds. */
const SKEW_SECONDS = 60;
/** Less room than this, and a rollback kit will hardly fit. */
const LITTLE_SPACE = 512 * 1024 * 1024;
const BEHIND: readonly LayerName[] = ['shell', 'rights', 'package-manager', 'clock', 'space'];
/** The layer that a problem of the way in belongs to; the one after the last that was reached for all others. */
const LAYER_OF: Partial<Record<Problem['kind'], LayerName>> = {
  'host-key-unknown': 'host-key',
  'host-key-changed': 'host-key',
  'host-key-revoked': 'host-key',
  'needs-system-ssh': 'host-key',
  'sign-in-refused': 'sign-in',
  'agent-missing': 'sign-in',
  'key-unreadable': 'sign-in',
  'secret-needed': 'sign-in',
  'questions-asked': 'sign-in',
  'winrm-not-there': 'sign-in',
  'winrm-not-offered': 'sign-in',
  'command-failed': 'shell',
};

/** A draft is tested under the id of the host that it will change, or under one that has no secrets. */
export async function testConnection(context: Context, id: string | null, draft: HostDraft | null): Promise<Result<{ layers: Layer[] }>> {
  const found = id === null ? null : findHost(context, id);
  if (found && !found.ok) return found;
  const host: Host = { ...(draft ?? found!.value), id: id ?? context.newId(), createdAt: found?.value.createdAt ?? context.now() };
  const notes = new Notes(host);
  const signal = AbortSignal.timeout(LIMIT_SECONDS * 1000);
  const opened = await openHost(context, host, signal, (seen) => notes.saw(seen));
  if (!opened.ok) {
    forgetRefusedSecret(context, host, opened.problem);
    return ok({ layers: notes.failed(opened.problem) });
  }
  try {
    return ok({ layers: [...notes.reached, ...(await lookBehind(context, host, opened.value, signal))] });
  } finally {
    opened.value.close();
  }
}

const nameOf = (host: Host): string => (host.transport === 'local' ? host.name : host.address);

/** Turns what a transport reaches into layers, each with the time since the one before. */
class Notes {
  readonly reached: Layer[] = [];
  readonly #host: Host;
  #since = performance.now();

  constructor(host: Host) {
    this.#host = host;
  }

  saw(seen: Seen): void {
    const now = performance.now();
    if (this.reached.length < 60)
      this.reached.push(
        layer(seen.layer, cleanText(seen.hop, 300), 'ok', cleanText(seen.text, 500), { ms: Math.round(now - this.#since) }),
      );
    this.#since = now;
  }

  /** What was reached, what stopped it, and what was therefore not tried. */
  failed(problem: Problem): Layer[] {
    const last = this.reached.at(-1);
    const at = last && last.layer !== 'sign-in' ? LAYERS_BELOW.indexOf(last.layer as Seen['layer']) + 1 : 0;
    const stopped = LAYER_OF[problem.kind] ?? (noName(problem) ? 'name' : LAYERS_BELOW[Math.max(at, 1)]!);
    const where =
      'address' in problem && problem.kind.startsWith('host-key') ? problem.address : last?.layer === 'sign-in' ? null : last?.hop;
    const hop = where ?? nameOf(this.#host);
    const order: readonly LayerName[] = [...LAYERS_BELOW, ...BEHIND];
    const rest = order.slice(order.indexOf(stopped) + 1);
    const ms = Math.round(performance.now() - this.#since);
    return [...this.reached, failed(stopped, hop, problem, ms), ...rest.map((name) => layer(name, hop, 'skipped', 'Not tried'))];
  }
}

const noName = (problem: Problem): boolean => problem.kind === 'unreachable' && problem.reason === 'no-name';

async function lookBehind(context: Context, host: Host, session: Session, signal: AbortSignal): Promise<Layer[]> {
  const hop = nameOf(host);
  const began = performance.now();
  const wanted = host.elevation !== 'none' && host.transport !== 'winrm';
  const query = host.transport === 'winrm' ? windowsWayInQuery() : wayInQuery(wanted ? 'best' : 'user');
  const asked = await ask(session, query, signal);
  if (!asked.ok) forgetRefusedSecret(context, host, asked.problem);
  // What stands between us and root says nothing about the rest.
  const answer = asked.ok || !wanted ? asked : await ask(session, wayInQuery('user'), signal);
  const ms = Math.round(performance.now() - began);
  if (!answer.ok)
    return [failed('shell', hop, answer.problem, ms), ...BEHIND.slice(1).map((name) => layer(name, hop, 'skipped', 'Not tried'))];
  const found = answer.value;
  return [
    layer('shell', hop, 'ok', `${host.transport === 'winrm' ? 'PowerShell' : '/bin/sh'} answers${found.user ? ` as ${found.user}` : ''}`, {
      ms,
    }),
    rightsLayer(host, hop, found, asked.ok ? null : asked.problem),
    found.packageManager === 'Windows Update'
      ? layer('package-manager', hop, 'ok', found.packageManager)
      : found.packageManager === 'apt-get'
        ? layer('package-manager', hop, 'ok', 'apt')
        : failed('package-manager', hop, { kind: 'unsupported-host', os: found.packageManager ?? 'none found' }, null, 'warn'),
    clockLayer(hop, found),
    spaceLayer(hop, found),
  ];
}

function rightsLayer(host: Host, hop: string, found: WayIn, stopped: Problem | null): Layer {
  const problem = stopped ?? found.denied;
  if (problem) return failed('rights', hop, problem, null);
  if (host.transport === 'winrm') return administratorLayer(host, hop, found);
  if (host.elevation === 'none') return layer('rights', hop, 'warn', `None wanted: can be scanned, not patched`);
  if (found.rights === 'root')
    return layer(
      'rights',
      hop,
      'ok',
      { root: 'Signs in as root', sudo: 'root by sudo', wrapper: 'root by sudo, for the scripts on its list' }[host.elevation],
    );
  return failed('rights', hop, { kind: 'rights-needed', forWhat: `${host.user} is not root` }, null);
}

/** Over the network Windows takes the rights of a local administrator away unless it was told not to. */
function administratorLayer({ user, address }: Host, hop: string, found: WayIn): Layer {
  if (found.rights === 'root') return layer('rights', hop, 'ok', 'Administrator');
  return failed(
    'rights',
    hop,
    { kind: 'winrm-denied', user, address, detail: 'signed in without the rights of an administrator' },
    null,
    'warn',
  );
}

function clockLayer(hop: string, found: WayIn): Layer {
  if (found.clock === null) return layer('clock', hop, 'warn', 'Unknown');
  const seconds = Math.round(found.clock - found.answeredAt / 1000);
  if (Math.abs(seconds) > SKEW_SECONDS) return failed('clock', hop, { kind: 'clock-skew', seconds }, null, 'warn');
  return layer('clock', hop, 'ok', Math.abs(seconds) <= 1 ? 'As ours' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`);
}

function spaceLayer(hop: string, found: WayIn): Layer {
  if (!found.space) return layer('space', hop, 'warn', 'Unknown');
  const { freeBytes, folder } = found.space;
  return layer('space', hop, freeBytes < LITTLE_SPACE ? 'warn' : 'ok', `${(freeBytes / 1e9).toFixed(1)} GB free in ${folder}`);
}

const layer = (name: LayerName, hop: string, state: Layer['state'], text: string, more: Partial<Layer> = {}): Layer => ({
  layer: name,
  hop,
  state,
  text,
  ms: null,
  problem: null,
  ...more,
});

/** A key to accept or a secret to enter is no defect of the host. */
function failed(name: LayerName, hop: string, problem: Problem, ms: number | null, state?: 'warn'): Layer {
  const said = explain(problem);
  return layer(name, hop, state ?? 'fail', cleanText(said.title, 1000), { ms, problem });
}
