import { parse } from 'csv-parse/sync';
import type { Field } from '../fields.ts';

/** `key` is the path of a key file; `secret` is a password, which is never read. */
export type Column = Exclude<Field, 'signIn' | 'credentialId'> | 'signIn' | 'key' | 'secret';

/** The heads that people and other programs write, with spaces, dashes, underscores and case taken away. */
const SYNONYMS: Readonly<Record<Column, readonly string[]>> = {
  name: ['name', 'host', 'alias', 'server', 'servername', 'machine', 'label', 'inventoryhostname'],
  address: ['address', 'hostname', 'ip', 'ipaddress', 'fqdn', 'dns', 'dnsname', 'ansiblehost'],
  port: ['port', 'sshport', 'ansibleport'],
  https: ['https', 'tls', 'winrmhttps'],
  user: ['user', 'username', 'login', 'sshuser', 'account', 'ansibleuser'],
  signIn: ['signin', 'auth', 'authentication', 'method', 'signinwith'],
  key: ['key', 'keyfile', 'keypath', 'identityfile', 'privatekeyfile', 'ansiblesshprivatekeyfile'],
  jumps: ['jumps', 'jump', 'jumphost', 'jumphosts', 'proxyjump', 'bastion', 'via'],
  elevation: ['elevation', 'become', 'rights', 'privilege', 'administratorrights'],
  transport: ['transport', 'reachedby', 'connection', 'ansibleconnection'],
  site: ['site', 'customer', 'location', 'tenant', 'place'],
  group: ['group', 'folder', 'category'],
  owner: ['owner', 'responsible', 'contact', 'team'],
  exposed: ['exposed', 'exposure', 'internetfacing', 'public'],
  criticality: ['criticality', 'importance', 'priority', 'critical'],
  tags: ['tags', 'tag', 'labels', 'keywords', 'roles', 'role'],
  ring: ['ring', 'wave', 'stage'],
  notes: ['notes', 'note', 'comment', 'comments', 'description', 'remark', 'remarks'],
  secret: ['password', 'pass', 'passwd', 'pwd', 'secret', 'passphrase', 'sudopassword', 'becomepassword', 'rootpassword'],
};
const COLUMNS: ReadonlyMap<string, Column> = new Map(
  Object.entries(SYNONYMS).flatMap(([column, heads]) => heads.map((head) => [head, column as Column] as const)),
);

export interface Header {
  readonly delimiter: string;
  readonly heads: readonly string[];
  /** Null: a head that nobody knows, or one that comes a second time. */
  readonly columns: readonly (Column | null)[];
}

/** The heads of a table, and what separates them: the one of comma, semicolon and tab that makes the most known heads. */
export function headerOf(text: string): Header {
  // Excel's own way of naming the delimiter, in a line before the heads.
  const said = /^\ufeff?sep=(.)\r?\n/.exec(text);
  const delimiters = said?.[1] ? [said[1]] : [',', ';', '\t'];
  const headers = delimiters.map((delimiter) => headerWith(text.slice(said?.[0].length ?? 0), delimiter));
  const known = ({ columns }: Header): number => columns.filter(Boolean).length;
  return headers.reduce((best, one) => (known(one) > known(best) ? one : best));
}

const MOST_HEADER = 20_000;

function headerWith(text: string, delimiter: string): Header {
  const [heads = []] = parse(text.slice(0, MOST_HEADER), {
    ...lenient,
    delimiter,
    to: 1,
  });
  const seen = new Set<Column>();
  const columns = heads.map((head) => {
    const column = COLUMNS.get(head.toLowerCase().replace(/[\s_-]+/g, '')) ?? null;
    if (column === null || (column !== 'secret' && seen.has(column))) return null;
    seen.add(column);
    return column;
  });
  return { delimiter, heads, columns };
}

/** A header is read before it is known that the text is a table at all, so that nothing in it is an error. */
const lenient = {
  bom: true,
  comment: '#',
  comment_no_infix: true,
  skip_empty_lines: true,
  relax_quotes: true,
  relax_column_count: true,
  skip_records_with_error: true,
  trim: true,
} as const;

/** A table of hosts names them, by name or by address, and says at least one thing more of them. */
export const isHeader = ({ columns }: Header): boolean =>
  columns.some((column) => column === 'name' || column === 'address') && columns.filter(Boolean).length >= 2;
