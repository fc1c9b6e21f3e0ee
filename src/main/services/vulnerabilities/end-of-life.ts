import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import type { ControlDraft, EndOfLifeRow } from '../../../shared/contract/vulnerabilities.ts';
import type { HostFacts } from '../../../shared/domain/facts.ts';
import { DEBIAN_ELTS, EXTENDED, productOf, type Product } from '../../../shared/domain/end-of-life/products.ts';
import { cycleOf, dayIn, eolState, extendedForAll } from '../../../shared/domain/end-of-life/state.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { EolRow } from '../../../shared/domain/vulnerability/rows.ts';
import type { Reader } from '../../store/store.ts';
import { changed, type Context } from '../context.ts';
import { slices } from '../slices.ts';
import { dayOf } from './feed-info.ts';
import { releaseOf } from './releases.ts';

type Row = z.infer<typeof EndOfLifeRow>;
type Control = z.infer<typeof ControlDraft>;

interface Known {
  readonly today: string;
  readonly dataOf: string | null;
  rows(product: string): readonly EolRow[];
  control(hostId: string, product: string): Control | null;
}

/** Made once: `localeCompare` would look its rules up at every comparison. */
const { compare } = new Intl.Collator('en');

/** What ends when: each host's system, and the products that its packages show. What ends first comes first. */
export async function endsOfLife({ store, now }: Pick<Context, 'store' | 'now'>): Promise<Row[]> {
  const hosts = new Map(store.hosts.list().map((host) => [host.id, host.name]));
  const known = knownOf(store, now().slice(0, 10));
  const systems = new Map<string, Row>();
  const pause = slices();
  for (const { hostId, os } of store.findings.subjects()) {
    await pause();
    if (os) systems.set(hostId, systemRow(hostId, hosts.get(hostId) ?? hostId, os, known));
  }
  await setImmediate();
  const software = new Map<string, Row>();
  for (const { hostId, name, version, origin } of store.findings.installed((one) => productOf(one, '1.1') !== null)) {
    await pause();
    const found = productOf(name, version);
    if (!found) continue;
    const key = `${hostId} ${found.product.product} ${found.cycle}`;
    const said = { hostId, hostName: hosts.get(hostId) ?? hostId, installed: `${name} ${version}` };
    if (!software.has(key)) software.set(key, softwareRow(said, found, isOwn(origin) ? (systems.get(hostId) ?? null) : null, known));
  }
  await setImmediate();
  const end = (row: Row): string => row.extendedUntil ?? row.supportedUntil ?? (row.state === 'ended' ? '0' : '9');
  return [...systems.values(), ...software.values()].sort(
    (a, b) => compare(end(a), end(b)) || compare(a.hostName, b.hostName) || compare(a.product, b.product),
  );
}

/** A package of the distribution's own archive is patched by the distribution, whatever its maker does. */
const isOwn = (origin: string | null): boolean => origin !== null && /^(Debian|Ubuntu)\b/.test(origin);

function knownOf(store: Reader, today: string): Known {
  const file = store.feeds.files().find((one) => one.feed === 'endoflife' && one.edition !== null);
  const rows = new Map<string, readonly EolRow[]>();
  const controls = store.controls.list();
  return {
    today,
    dataOf: file ? dayOf(file) : null,
    rows: (product) => {
      const some = rows.get(product) ?? (store.feeds.under('endoflife', { release: '', key: product }) as EolRow[]);
      rows.set(product, some);
      return some;
    },
    control: (hostId, product) => controls.find((one) => one.hostId === hostId && one.product === product) ?? null,
  };
}

function systemRow(hostId: string, hostName: string, os: HostFacts['os'], known: Known): Row {
  const of = releaseOf(os)?.release.endOfLife ?? { product: os.id, cycle: os.versionId };
  const row = cycleOf(known.rows(of.product), of.cycle);
  const extended = EXTENDED[of.product];
  const control = known.control(hostId, of.product);
  const until = row && dayIn(row.extendedUntil);
  const options = [
    ...(extended && until ? [`${extended.name} until ${until}`] : []),
    ...(of.product === 'debian' && DEBIAN_ELTS[of.cycle] ? [`ELTS until ${DEBIAN_ELTS[of.cycle] ?? ''}`] : []),
  ];
  const holds = control?.extendedUntil ?? extendedForAll(row);
  const said = { hostId, hostName, kind: 'system' as const, product: of.product, installed: os.pretty, cycle: of.cycle };
  return { ...said, ...standing(row, holds, control, known), title: row?.title ?? os.pretty, options };
}

function softwareRow(
  said: { readonly hostId: string; readonly hostName: string; readonly installed: string },
  { product, cycle }: { readonly product: Product; readonly cycle: string },
  system: Row | null,
  known: Known,
): Row {
  const row = cycleOf(known.rows(product.product), cycle);
  const control = known.control(said.hostId, product.product);
  const until = system && (system.extendedUntil ?? system.supportedUntil);
  const options = [
    ...(system && system.state !== 'ended' && until ? [`${system.title} ${system.cycle} patches its own copy until ${until}`] : []),
    ...(row && dayIn(row.extendedUntil) ? [`extended support until ${dayIn(row.extendedUntil) ?? ''}`] : []),
  ];
  const title = product.datesOf ?? row?.title ?? product.product;
  return {
    ...said,
    kind: 'software',
    product: product.product,
    cycle,
    title,
    options,
    ...standing(row, control?.extendedUntil ?? null, control, known),
  };
}

function standing(row: EolRow | null, extendedUntil: string | null, control: Control | null, { today, dataOf }: Known) {
  const { hostId: _, product: __, ...recorded } = control ?? { hostId: '', product: '' };
  return {
    state: eolState(row, extendedUntil, today),
    supportedUntil: row && dayIn(row.securityUntil),
    extendedUntil,
    control: control ? (recorded as Row['control']) : null,
    dataOf,
  };
}

export function saveControl(context: Context, control: Control): Result<Record<string, never>> {
  const { hostId, product, control: what, owner, reviewOn, extendedSupport } = control;
  if (!context.store.hosts.get(hostId)) return fail({ kind: 'not-found', what: `host ${hostId}` });
  const text = `${product}: ${[extendedSupport, what].filter(Boolean).join('; ')}. ${owner}, review on ${reviewOn}`;
  return recorded(context, hostId, 'control.saved', text, () => context.store.controls.save(control), { ...control });
}

export function removeControl(context: Context, hostId: string, product: string): Result<Record<string, never>> {
  const there = context.store.controls.list().some((one) => one.hostId === hostId && one.product === product);
  if (!there) return fail({ kind: 'not-found', what: `control of ${product}` });
  return recorded(context, hostId, 'control.removed', product, () => context.store.controls.remove(hostId, product), { product });
}

function recorded(context: Context, hostId: string, action: string, text: string, work: () => void, details: Record<string, unknown>) {
  context.store.transaction(() => {
    work();
    context.store.audit.append({ action, text, hostId, details });
  });
  changed(context, 'end-of-life');
  changed(context, 'history');
  return ok({});
}
