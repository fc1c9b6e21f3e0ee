import { lookupService } from 'node:dns/promises';
import type { CallInput, CallOutput } from '../../shared/contract/contract.ts';
import { Address } from '../../shared/domain/host.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { readBanner } from '../transports/ssh/banner.ts';
import { currentUser, type Context } from './context.ts';
import { guard } from './host-files/csv/formula.ts';
import { previewImport } from './import-hosts.ts';
import { eachLimited } from './limit.ts';
import { addressesOf } from './subnet.ts';

/** Few at a time, so that no router takes it for an attack. A whole /20 takes a minute and a half at most. */
const AT_ONCE = 48;
const SECONDS = 1;
const SSH_PORT = 22;

interface Ways {
  /** The reverse name of an address, where it has one. */
  readonly nameOf: (address: string) => Promise<string | null>;
  readonly port: number;
}

interface Found {
  readonly address: string;
  readonly banner: string;
  readonly name: string | null;
}

/** One look at a subnet at a time, and only when a person asks for it. */
export class Discovery {
  readonly #context: Context;
  readonly #ways: Ways;
  #running: AbortController | null = null;

  constructor(context: Context, ways: Partial<Ways> = {}) {
    this.#context = context;
    this.#ways = { nameOf: reverseName, port: SSH_PORT, ...ways };
  }

  stop(): Result<Record<string, never>> {
    this.#running?.abort();
    return ok({});
  }

  /** Who answers as an SSH server. Stopped, it says what it has found so far. */
  async start({ cidr, user }: CallInput<'hosts.discover'>): Promise<Result<CallOutput<'hosts.discover'>>> {
    const addresses = addressesOf(cidr.trim());
    if (!addresses.ok) return addresses;
    if (this.#running)
      return fail({ kind: 'conflict', detail: 'A subnet is being looked at already', next: 'Wait until that has ended, or stop it.' });
    const running = new AbortController();
    this.#running = running;
    try {
      const { found, looked } = await this.#look(addresses.value, running.signal);
      this.#context.store.audit.append({
        action: 'hosts.discovered',
        text: `${found.length} of ${looked} addresses of ${cidr} answer on port ${this.#ways.port}`,
        details: { cidr, addresses: addresses.value.length, looked, found: found.map(({ address }) => address) },
      });
      return await this.#preview(cidr, user ?? currentUser(), found, { addresses: addresses.value.length, looked });
    } finally {
      this.#running = null;
    }
  }

  async #look(addresses: readonly string[], signal: AbortSignal): Promise<{ found: Found[]; looked: number }> {
    const found = new Map<string, Found | null>();
    await eachLimited(addresses, AT_ONCE, async (address) => {
      if (signal.aborted) return;
      const banner = await readBanner(address, this.#ways.port, SECONDS, signal);
      found.set(address, banner === null ? null : { address, banner, name: await this.#ways.nameOf(address) });
    });
    return { found: addresses.flatMap((address) => found.get(address) ?? []), looked: found.size };
  }

  /** What was found becomes a table, which is shown and taken like any other that is imported. */
  async #preview(
    cidr: string,
    user: string,
    found: readonly Found[],
    counts: { addresses: number; looked: number },
  ): Promise<Result<CallOutput<'hosts.discover'>>> {
    const servers = found.filter(({ banner }) => banner !== '');
    const names = new Set<string>();
    const lines = servers.map(({ address, name }) => {
      const called = name === null || names.has(name) ? address : name;
      names.add(called);
      return [guard(called), address, this.#ways.port, guard(user)].join(',');
    });
    const text = ['name,address,port,user', ...lines].join('\n');
    const preview = await previewImport(this.#context, { path: cidr, text, kind: 'csv' });
    if (!preview.ok) return preview;
    const known = new Map(this.#context.store.hosts.list().map((host) => [`${host.address.toLowerCase()} ${host.port}`, host]));
    const rows = preview.value.rows.map((row, index) => {
      const { address, banner, name } = servers[index]!;
      const same = known.get(`${address} ${this.#ways.port}`) ?? known.get(`${name?.toLowerCase()} ${this.#ways.port}`);
      const sameAs = row.sameAs ?? (same ? { id: same.id, name: same.name, by: 'address' as const } : null);
      return { ...row, notes: [banner, ...row.notes], alreadyThere: sameAs !== null, sameAs, changes: [] };
    });
    const others = found.length - servers.length;
    const notes = others ? [`${others} more listen on port ${this.#ways.port} and did not answer as an SSH server.`] : [];
    return ok({ ...preview.value, rows, notes, text, ...counts });
  }
}

/** A name is taken only where it can be the name of a host: whoever runs the reverse zone writes it. */
async function reverseName(address: string): Promise<string | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, 1000, null).unref());
  const found = lookupService(address, SSH_PORT).then(
    ({ hostname }) => (hostname !== address && Address.safeParse(hostname).success && hostname.length <= 80 ? hostname : null),
    () => null,
  );
  return Promise.race([found, late]);
}
