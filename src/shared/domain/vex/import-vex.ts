import { z } from 'zod';
import { ExceptionDraft } from '../exception.ts';
import { parsePurl } from '../purl/purl.ts';
import { fail, ok, type Result } from '../result.ts';
import { cleanText } from '../text.ts';
import { ALL_HOSTS, HOST_PREFIX, NOTES, WORDS } from './vex.ts';

/** One statement: the exception that it would be, or why it is none. */
export interface VexRow {
  readonly at: string;
  readonly draft: ExceptionDraft | null;
  readonly problem: string | null;
}
/** What a document from elsewhere does not say. */
interface VexDefaults {
  readonly owner: string;
  readonly expiresOn: string;
  readonly hostIds: readonly string[];
}

const MAX_STATEMENTS = 20_000;
const Text = z.string().max(8000);
const Component = z.object({ '@id': Text.optional(), identifiers: z.object({ purl: Text.optional() }).optional() });
const Product = Component.extend({ subcomponents: z.array(Component).max(2000).optional() });
const Statement = z.object({
  vulnerability: z.union([Text, z.object({ name: Text })]),
  products: z.array(Product).max(2000).default([]),
  status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
  status_notes: Text.default(''),
  justification: Text.default(''),
  impact_statement: Text.default(''),
  action_statement: Text.default(''),
});
type Statement = z.infer<typeof Statement>;
const Document = z.object({
  '@context': z.string().startsWith('https://openvex.dev/ns'),
  statements: z.array(z.unknown()).min(1).max(MAX_STATEMENTS),
});

/** Reads an OpenVEX document (0.2.0; the context says so) into drafts, statement by statement. Nothing is stored. */
export function importVex(text: string, known: VexDefaults): Result<VexRow[]> {
  const document = Document.safeParse(jsonOf(text));
  if (!document.success) {
    const issue = document.error.issues[0];
    return fail({
      kind: 'cannot-parse',
      what: 'OpenVEX',
      line: cleanText(`${issue?.path.join('.') || 'document'}: ${issue?.message ?? ''}`, 300),
    });
  }
  const hosts = new Set(known.hostIds);
  return ok(
    document.data.statements.map((one, index) => {
      const at = `statement ${index + 1}`;
      const read = readStatement(one, known, hosts);
      return typeof read === 'string' ? { at, draft: null, problem: cleanText(read, 1000) } : { at, draft: read, problem: null };
    }),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The draft, or in words why there is none. */
function readStatement(value: unknown, known: VexDefaults, hosts: ReadonlySet<string>): ExceptionDraft | string {
  const parsed = Statement.safeParse(value);
  if (!parsed.success) return issueText(parsed.error);
  const said = parsed.data;
  const decision = decisionOf(said);
  if (typeof decision === 'string') return decision;
  const scope = scopeOf(said.products, hosts);
  if (typeof scope === 'string') return scope;
  const { vulnerability } = said;
  const draft = ExceptionDraft.safeParse({
    cve: typeof vulnerability === 'string' ? vulnerability : vulnerability.name,
    ...scope,
    ...decision,
    owner: note(said, 'owner') ?? known.owner,
    compensatingControl: note(said, 'compensatingControl'),
    expiresOn: note(said, 'expiresOn') ?? known.expiresOn,
  });
  return draft.success ? draft.data : issueText(draft.error);
}

const issueText = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((one) => `${one.path.join('.') || 'statement'}: ${one.message}`)
    .join('; ');

function note({ status_notes: notes }: Statement, what: keyof typeof NOTES): string | null {
  const line = notes.split('\n').find((one) => one.startsWith(NOTES[what]));
  return line === undefined ? null : line.slice(NOTES[what].length).trim() || null;
}

function decisionOf(said: Statement): Pick<ExceptionDraft, 'kind' | 'reason'> | string {
  if (said.status === 'fixed') return 'fixed: a scan shows that, no exception is needed';
  if (said.status === 'under_investigation') return 'under investigation: nothing is decided yet';
  if (said.status === 'not_affected') {
    const reason = said.impact_statement || said.justification.replaceAll('_', ' ');
    return reason ? { kind: 'not-applicable', reason } : 'not affected, and neither an impact statement nor a justification says why';
  }
  for (const kind of ['accepted', 'deferred'] as const)
    if (said.action_statement.startsWith(WORDS[kind])) return { kind, reason: said.action_statement.slice(WORDS[kind].length) };
  return 'affected: whether that is accepted or deferred has to be decided here';
}

/** Never wider than the statement: who or what is meant must be known. */
function scopeOf(products: Statement['products'], hosts: ReadonlySet<string>): Pick<ExceptionDraft, 'source' | 'hostIds'> | string {
  if (!products.length) return 'no product: whom it concerns is not said';
  const hostIds: string[] = [];
  const sources = new Set<string | null>();
  let all = false;
  for (const product of products) {
    const id = idOf(product);
    const host = id.startsWith(HOST_PREFIX) ? id.slice(HOST_PREFIX.length) : null;
    if (host !== null && !hosts.has(host)) return `no host ${host} in this inventory`;
    if (host === null) all = true;
    else hostIds.push(host);
    const inner = product.subcomponents ?? [];
    const named = host !== null || id === ALL_HOSTS ? inner.map(idOf) : [id];
    if (inner.length && host === null && id !== ALL_HOSTS) return `${id} with parts: it may hold for those parts only`;
    for (const one of named.length ? named : [null]) {
      const source = one === null ? null : sourceOf(one);
      if (typeof source === 'object' && source !== null) return source.problem;
      sources.add(source);
    }
  }
  if (sources.size !== 1) return 'several packages: one exception holds for one';
  if (all && hostIds.length) return 'some hosts and all of them';
  const [source = null] = sources;
  return { source, hostIds: [...new Set(hostIds)] };
}

const idOf = (one: z.infer<typeof Component>): string => one['@id'] ?? one.identifiers?.purl ?? '';

/** An exception holds for every version and architecture of a source package, so a purl that says less cannot be one. */
function sourceOf(text: string): string | { problem: string } {
  const purl = parsePurl(text);
  if (!purl) return { problem: `${text || 'a product without a name'}: neither a host of Patchbay nor a package URL` };
  if (!['generic', 'deb', 'rpm', 'apk', 'alpm'].includes(purl.type)) return { problem: `${text}: no package of a distribution` };
  const { arch, ...others } = purl.qualifiers ?? {};
  if (purl.version !== null) return { problem: `${text}: holds for one version, an exception for all of them` };
  if ((arch !== undefined && arch !== 'source' && arch !== 'src') || Object.keys(others).length || purl.subpath !== null)
    return { problem: `${text}: holds for a part of what an exception would` };
  return purl.name;
}
