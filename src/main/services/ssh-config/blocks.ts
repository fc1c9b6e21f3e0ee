import { SSHConfig } from 'ssh-config';
import { matchesPatterns } from '../../transports/patterns.ts';

/** What an `Include` brings. Relative patterns are relative to ~/.ssh; a pattern that fits no file brings nothing. */
export type IncludeReader = (pattern: string) => readonly { readonly path: string; readonly text: string }[];

/** Where a line holds: for every host that each of these takes in. Null: never, as its `Match` cannot be judged here. */
type Condition = { readonly patterns: readonly string[] } | null;

export interface Setting {
  readonly keyword: string;
  readonly values: readonly string[];
  readonly conditions: readonly Condition[];
}

/** A name that stands on a `Host` line without wildcards. */
export interface NamedHost {
  readonly alias: string;
  readonly line: number;
  /** Null: the file that was asked for. */
  readonly file: string | null;
}

export interface Config {
  readonly settings: Setting[];
  readonly hosts: NamedHost[];
  /** Where a `Match` stands that only ssh can judge, without that condition itself. */
  readonly unjudged: (readonly Condition[])[];
  readonly unread: { readonly line: number; readonly text: string; readonly why: string }[];
}

/** As ssh itself (readconf.c, READCONF_MAX_DEPTH). */
const MOST_DEPTH = 16;
const MOST_LINES = 10_000;

/** Reads a file and what it includes into one list of settings, in the order in which ssh takes the first that holds. */
export function readConfig(text: string, include: IncludeReader): Config {
  const config: Config = { settings: [], hosts: [], unjudged: [], unread: [] };
  readInto(config, text, null, [], include, 0);
  return config;
}

function readInto(
  config: Config,
  text: string,
  file: string | null,
  outer: readonly Condition[],
  include: IncludeReader,
  depth: number,
): void {
  let conditions = outer;
  for (const [index, raw] of text.split(/\r?\n/, MOST_LINES).entries()) {
    const directive = parseLine(raw);
    if (directive === null) continue;
    if ('why' in directive) {
      config.unread.push({ line: index + 1, text: raw.trim().slice(0, 200), why: directive.why });
      continue;
    }
    const { keyword, values } = directive;
    if (keyword === 'host') {
      conditions = [...outer, { patterns: values }];
      config.hosts.push(...values.filter((value) => !/[*?!]/.test(value)).map((alias) => ({ alias, line: index + 1, file })));
    } else if (keyword === 'match') {
      const condition = matchCondition(values);
      conditions = [...outer, condition];
      if (!condition) config.unjudged.push([...outer, possibly(values)]);
    } else if (keyword === 'include') {
      if (depth >= MOST_DEPTH)
        config.unread.push({ line: index + 1, text: raw.trim().slice(0, 200), why: `included more than ${MOST_DEPTH} files deep` });
      else for (const inner of values.flatMap(include)) readInto(config, inner.text, inner.path, conditions, include, depth + 1);
    } else config.settings.push({ keyword, values, conditions });
  }
}

/** One line at a time, so that a line that cannot be read does not take the others with it. Null: empty or a comment. */
function parseLine(raw: string): { readonly keyword: string; readonly values: string[] } | { readonly why: string } | null {
  if (/^\s*(#|$)/.test(raw)) return null;
  try {
    const line = SSHConfig.parse(raw)[0];
    if (!line || !('param' in line)) return { why: 'no keyword' };
    const values = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
    return values.every((value) => value === '') ? { why: 'no value' } : { keyword: line.param.toLowerCase(), values };
  } catch {
    return { why: 'not closed, or no value' };
  }
}

/** ssh compares `host` with HostName once it is set; here the alias stands in, which is the same where no HostName is. */
function matchCondition(values: readonly string[]): Condition {
  const [criterion, list, ...more] = values;
  if (criterion?.toLowerCase() === 'all' && list === undefined) return { patterns: ['*'] };
  const byName = /^(original)?host$/i.test(criterion ?? '') && list !== undefined && more.length === 0;
  return byName ? { patterns: list.split(',') } : null;
}

/** The part of a `Match` that can be judged: the host names that it asks for, if it asks for any. */
function possibly(values: readonly string[]): Condition {
  const at = values.findIndex((value) => /^(original)?host$/i.test(value));
  return { patterns: at < 0 ? ['*'] : (values[at + 1] ?? '*').split(',') };
}

export const holdsFor = (conditions: readonly Condition[], alias: string): boolean =>
  conditions.every((condition) => condition !== null && matchesPatterns(condition.patterns, alias));

const known = new WeakMap<Config, Map<string, ReturnType<typeof collect>>>();

/** Every value that holds for this alias, by keyword in lower case, first come first. */
export function settingsOf(config: Config, alias: string): ReturnType<typeof collect> {
  const byAlias = known.get(config) ?? new Map<string, ReturnType<typeof collect>>();
  known.set(config, byAlias);
  const found = byAlias.get(alias) ?? collect(config, alias);
  byAlias.set(alias, found);
  return found;
}

function collect(config: Config, alias: string): Map<string, (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  // All settings of a block share its conditions: they are judged once.
  const judged = new Map<readonly Condition[], boolean>();
  for (const { keyword, values, conditions } of config.settings) {
    const holds = judged.get(conditions) ?? holdsFor(conditions, alias);
    judged.set(conditions, holds);
    if (!holds) continue;
    const before = found.get(keyword);
    if (before) before.push(values);
    else found.set(keyword, [values]);
  }
  return found;
}
