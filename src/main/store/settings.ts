import type { Database } from 'better-sqlite3';
import { Round, Settings } from '../../shared/contract/contract.ts';
import { Views } from '../../shared/contract/views.ts';
import { PlanOptions } from '../../shared/domain/plan.ts';
import { canonical, fromJson, parsed } from './json.ts';
import type { Reader, Store } from './store.ts';

/**
 * What holds until somebody chooses otherwise. The way back is kept for 30 days in at most 2 GiB a host, logs of runs for a
 * year, other evidence for 6: the longest that a framework asks for (HIPAA, 45 CFR 164.316(b)(2)).
 */
export const defaultSettings: Settings = {
  theme: 'system',
  concurrency: 10,
  kitKeepDays: 30,
  kitMaxBytes: 2 * 1024 ** 3,
  logKeepDays: 365,
  evidenceKeepYears: 6,
  updates: 'ask',
  autoLockMinutes: 15,
  feedProxy: null,
  feedCa: null,
};
const firstRound: Round = { step: 'scan', hostIds: [], selection: null, options: PlanOptions.parse({}), planId: null, deploymentId: null };

const READ = 'select body from setting where name = ?';
const WRITE = 'insert into setting (name, body) values (?, ?) on conflict (name) do update set body = excluded.body';

export function readSettings(db: Database): Pick<Reader, 'settings' | 'round' | 'views'> {
  const read = db.prepare<[string], { body: string }>(READ);
  // Defaults are merged in, so that a setting that is new to this file has a value.
  const merged = (name: string, defaults: object): object => ({ ...defaults, ...fromJson<object>(read.get(name)?.body ?? '{}') });
  return {
    settings: { get: () => parsed(Settings, merged('settings', defaultSettings)) },
    round: { get: () => parsed(Round, merged('round', firstRound)) },
    views: { get: () => parsed(Views, merged('views', {})) },
  };
}

type Writes<K extends 'settings' | 'round' | 'views'> = { readonly [N in K]: Pick<Store[N], 'set'> };

export function writeSettings(db: Database): Writes<'settings' | 'round' | 'views'> {
  const write = db.prepare(WRITE);
  return {
    settings: { set: (settings) => void write.run('settings', canonical(settings)) },
    round: { set: (round) => void write.run('round', canonical(round)) },
    views: { set: (views) => void write.run('views', canonical(views)) },
  };
}
