import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallInput, CallName, CallOutput, Change } from '../../shared/contract/contract.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { ask } from './api.ts';
import { coalesce } from './coalesce.ts';
import { keepEqual } from './keep-equal.ts';

/** What a page shows of one question: the newest answer, and the problem if the newest try failed. */
export interface Live<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  /** Asks again. */
  readonly retry: () => void;
}

type Topic = Change['topic'];

/** Which changes make an answer old. The first topic carries the id that the question is about. */
const topicsOf: Partial<Record<CallName, readonly Topic[]>> = {
  'app.info': [],
  'app.summary': ['hosts', 'scan', 'deployments'],
  'app.notices': ['notices'],
  'settings.get': ['settings'],
  'credentials.list': ['credentials', 'hosts', 'vault'],
  'vault.status': ['vault', 'credentials', 'settings'],
  'hosts.list': ['hosts', 'scan', 'deployments'],
  'hosts.get': ['hosts', 'scan', 'deployments'],
  'hosts.packages': ['hosts'],
  'hosts.history': ['hosts', 'history'],
  'fixList.get': ['hosts', 'scan', 'deployments'],
  'plan.get': ['plan'],
  'deployments.list': ['deployments'],
  'deployments.get': ['deployments'],
  'deployments.moments': ['deployments'],
  'round.get': ['round'],
  'history.list': ['history'],
  'feeds.list': ['feeds'],
  'findings.list': ['findings', 'exceptions', 'hosts', 'feeds'],
  'findings.ofHost': ['hosts', 'findings', 'exceptions', 'feeds'],
  'findings.get': ['findings', 'exceptions', 'hosts', 'feeds'],
  'findings.unjudged': ['hosts', 'findings', 'feeds'],
  'findings.exposure': ['findings', 'exceptions', 'hosts', 'feeds'],
  'fixList.closes': ['findings', 'exceptions', 'hosts', 'scan', 'deployments'],
  'news.list': ['findings'],
  'exceptions.list': ['exceptions'],
  'endOfLife.list': ['end-of-life', 'hosts', 'feeds'],
  'rules.list': ['findings', 'settings'],
};

/** Answers that never change any more once they are like this: what was read of them once is not asked for again. */
const isFinal: { readonly [N in CallName]?: (value: CallOutput<N>) => boolean } = { 'plan.get': (plan) => plan.state !== 'making' };

interface Entry {
  readonly key: string;
  readonly name: CallName;
  readonly input: object;
  readonly store: StoreApi<Live<unknown>>;
  readers: number;
  /** "dirty" is busy, and what is being read is already old. */
  state: 'rest' | 'busy' | 'dirty';
}

const entries = new Map<string, Entry>();
const KEPT = 60;
const idle = createStore<Live<unknown>>(() => ({ value: null, problem: null, retry: () => undefined }));

/** A question whose answer is large is asked again after a rest that fits how long it takes. */
async function load(entry: Entry): Promise<void> {
  if (entry.state !== 'rest') {
    entry.state = 'dirty';
    return;
  }
  entry.state = 'busy';
  const began = performance.now();
  const reply = await ask(entry.name, entry.input as never);
  entry.store.setState(
    reply.ok ? { value: keepEqual(entry.store.getState().value, reply.value), problem: null } : { problem: reply.problem },
  );
  const again = (entry as { state: Entry['state'] }).state === 'dirty';
  if (!again) {
    entry.state = 'rest';
    return;
  }
  const rest = Math.min(3000, 3 * (performance.now() - began));
  setTimeout(() => {
    entry.state = 'rest';
    void load(entry);
  }, rest);
}

const idIn = (input: object): string | null => {
  const { id, planId } = input as { id?: string; planId?: string };
  return id ?? planId ?? null;
};

/** Exported for its test. */
export function concerns(change: Change, name: CallName, input: object): boolean {
  const topics = topicsOf[name] ?? [];
  if (!topics.includes(change.topic)) return false;
  const id = idIn(input);
  return change.topic !== topics[0] || change.id === null || id === null || change.id === id;
}

let listening = false;
function listen(): void {
  if (listening) return;
  listening = true;
  const tell = coalesce<Change>(150, (changes) => {
    for (const entry of entries.values()) {
      // Without a reader it is asked again when somebody next looks; the old answer stands there for that moment.
      if (entry.readers > 0 && changes.some((change) => concerns(change, entry.name, entry.input))) void load(entry);
    }
  });
  window.api.onChange(tell);
}

function entryFor(name: CallName, input: object): Entry {
  listen();
  const key = `${name} ${JSON.stringify(input)}`;
  const known = entries.get(key);
  if (known) return known;
  if (entries.size > KEPT) for (const [old, entry] of entries) if (entry.readers === 0) entries.delete(old);
  const store = createStore<Live<unknown>>(() => ({ value: null, problem: null, retry: () => void load(entry) }));
  const entry: Entry = { key, name, input, store, readers: 0, state: 'rest' };
  entries.set(key, entry);
  return entry;
}

/** Somebody looks at it from now on; answers the function that ends this. */
function read(entry: Entry): () => void {
  entry.readers += 1;
  entries.set(entry.key, entry);
  const { value } = entry.store.getState();
  if (value === null || !isFinal[entry.name]?.(value as never)) void load(entry);
  return () => {
    entry.readers -= 1;
  };
}

/** The answer, kept current. `null` as input asks nothing. */
export function useLive<N extends CallName>(name: N, input: CallInput<N> | null): Live<CallOutput<N>> {
  const key = input === null ? null : JSON.stringify(input);
  const entry = useMemo(() => (key === null ? null : entryFor(name, JSON.parse(key) as object)), [name, key]);
  useEffect(() => (entry ? read(entry) : undefined), [entry]);
  return useStore(entry?.store ?? idle) as Live<CallOutput<N>>;
}

/**
 * Saves a part of an answer: shown at once, because a tick that waits for a reply feels broken, and put right by what the
 * engine says; taken back where it refuses.
 */
export async function saveInto<N extends CallName>(
  name: N,
  part: Partial<CallOutput<N>>,
  save: () => Promise<CallOutput<N> | null>,
): Promise<void> {
  const { store } = entryFor(name, {});
  const before = store.getState();
  if (before.value) store.setState({ value: { ...before.value, ...part } });
  const saved = await save();
  store.setState(saved === null ? before : { value: saved, problem: null });
}
