import { normalName, PURL_TYPES } from './types.ts';

/** A package URL in its parts, https://github.com/package-url/purl-spec; what is not there is null. */
export interface Purl {
  readonly type: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly qualifiers: Readonly<Record<string, string>> | null;
  readonly subpath: string | null;
}

const MAX_LENGTH = 4096;
const TYPE = /^[a-z][a-z0-9.-]*$/;
const KEY = /^[a-z][a-z0-9._-]*$/;

/**
 * Reads a package URL (how-to-parse.md of the specification); null where it is none. Keys of qualifiers are lower
 * case by the standard; `foldKeys` takes others too and folds them.
 */
export function parsePurl(text: string, { foldKeys = false } = {}): Purl | null {
  if (text.length > MAX_LENGTH) return null;
  try {
    return normalPurl(takeApart(text, foldKeys));
  } catch (error) {
    if (error instanceof NoPurl || error instanceof URIError) return null;
    throw error;
  }
}

/** The canonical text (how-to-build.md); null where these parts make no package URL. */
export function buildPurl(parts: Partial<Purl>): string | null {
  try {
    return putTogether(normalPurl(parts));
  } catch (error) {
    if (error instanceof NoPurl || error instanceof URIError) return null;
    throw error;
  }
}

class NoPurl extends Error {}

function takeApart(text: string, foldKeys: boolean): Partial<Purl> {
  const [beforeSubpath, subpath] = cutLast(text, '#');
  const [address, query] = cutLast(beforeSubpath, '?');
  const [, rest = ''] = /^pkg:\/*(.*)$/is.exec(address) ?? [];
  const slash = rest.indexOf('/');
  if (slash < 0) throw new NoPurl();
  const path = rest.slice(slash + 1);
  // An "@" before the last slash belongs to a namespace that somebody did not encode: pkg:npm/@babel/core.
  const at = path.lastIndexOf('@');
  const hasVersion = at >= 0 && at > path.lastIndexOf('/');
  const named = hasVersion ? path.slice(0, at) : trimSlashes(path);
  const type = rest.slice(0, slash).toLowerCase();
  const [namespace, name] = isLongName(type) ? cutHost(named) : cutName(named);
  return {
    type,
    namespace: segments(namespace).join('/'),
    name,
    version: hasVersion ? decodeURIComponent(path.slice(at + 1)) : null,
    qualifiers: query === null ? null : readQualifiers(query, foldKeys),
    subpath: subpath === null ? null : segments(subpath).join('/'),
  };
}

function cutLast(text: string, mark: string): [string, string | null] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

function cutName(path: string): [string, string] {
  const [front, name] = cutLast(path, '/');
  return name === null ? ['', decodeURIComponent(front)] : [front, decodeURIComponent(name)];
}

/** git: the namespace is the host, all behind it the name. */
const isLongName = (type: string): boolean => type === 'git';
function cutHost(path: string): [string, string] {
  const [, host = '', name = ''] = /^([^/]*)\/(.*)$/s.exec(path) ?? [];
  return [host, segments(name).join('/')];
}

const trimSlashes = (text: string): string => text.replace(/^\/+/, '').replace(/(?<!\/)\/+$/, '');

function segments(text: string): string[] {
  const found = text.split('/').filter(Boolean).map(decodeURIComponent);
  if (found.some((one) => one.includes('/'))) throw new NoPurl();
  return found;
}

function readQualifiers(text: string, foldKeys: boolean): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pair of text.split('&')) {
    const [, raw = '', value = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    const key = foldKeys ? raw.toLowerCase() : raw;
    if (!KEY.test(key) || Object.hasOwn(found, key)) throw new NoPurl();
    found[key] = decodeURIComponent(value);
  }
  return found;
}

function normalPurl(parts: Partial<Purl>): Purl {
  const type = (parts.type ?? '').toLowerCase();
  if (!TYPE.test(type)) throw new NoPurl();
  const rules = Object.hasOwn(PURL_TYPES, type) ? (PURL_TYPES[type] ?? {}) : {};
  const said = (part: 'namespace' | 'name' | 'version' | 'subpath'): string =>
    rules.lower?.includes(part) ? (parts[part] ?? '').toLowerCase() : (parts[part] ?? '');
  const qualifiers = normalQualifiers(parts.qualifiers ?? {});
  const namespace = said('namespace').split('/').filter(Boolean).join('/');
  const name = normalName(type, trimSlashes(said('name')), qualifiers);
  const version = said('version');
  const subpath = said('subpath')
    .split('/')
    .filter((one) => one !== '' && one !== '.' && one !== '..')
    .join('/');
  const ill =
    !name ||
    (rules.namespace === 'required' && !namespace) ||
    (rules.namespace === 'prohibited' && namespace) ||
    (rules.name && !rules.name.test(name)) ||
    (rules.version && version && !rules.version.test(version)) ||
    rules.needs?.some((key) => !Object.hasOwn(qualifiers, key));
  if (ill) throw new NoPurl();
  const some = Object.keys(qualifiers).length ? qualifiers : null;
  return { type, namespace: namespace || null, name, version: version || null, qualifiers: some, subpath: subpath || null };
}

/** An empty value is the same as no qualifier. */
function normalQualifiers(from: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(from).filter(([, value]) => value !== '');
  if (pairs.some(([key]) => !KEY.test(key))) throw new NoPurl();
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function putTogether({ type, namespace, name, version, qualifiers, subpath }: Purl): string {
  const query = Object.entries(qualifiers ?? {}).map(([key, value]) => `${key}=${encode(value)}`);
  return [
    `pkg:${type}/`,
    namespace ? `${encodeSegments(namespace)}/` : '',
    isLongName(type) ? encodeSegments(name) : encode(name),
    version ? `@${encode(version)}` : '',
    query.length ? `?${query.join('&')}` : '',
    subpath ? `#${encodeSegments(subpath)}` : '',
  ].join('');
}

/** All but letters, digits and . - _ ~ : (the specification, "Character encoding"). */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
const encodeSegments = (text: string): string => text.split('/').map(encode).join('/');
