import { takesPart } from './budget.ts';
import type { Deployment, Run } from './deployment.ts';
import type { HostPlan } from './plan.ts';
import { explain } from './problem.ts';

/** What is never taken back by rule, by package names: going back there can cost more than it mends, so a person decides. */
const NEVER: readonly (readonly [RegExp, string])[] = [
  [/^linux-(image|modules|kbuild|headers|base)/, 'a kernel'],
  [/^(libc6|libc-bin|libc-dev-bin|libc-l10n|locales|multiarch-support|libcrypt1|libnss-)/, 'the C library'],
  [/^(openssh-|ssh$|libssh)/, 'OpenSSH'],
  [
    /^(postgresql|libpq|mysql|mariadb|galera|percona|mongodb|redis|valkey|keydb|cassandra|couchdb|influxdb|clickhouse|elasticsearch|opensearch|slapd|etcd|firebird|memcached|sqlite3$|libsqlite3)/,
    'a database',
  ],
];

/** A failed gate, for which the rollout wants the way back and none is decided on yet. Nothing ends before it is. */
export const owesWayBack = (deployment: Deployment, run: Run): boolean =>
  deployment.kind === 'deploy' &&
  deployment.rollout.onFailedGate === 'roll-back' &&
  run.state === 'failed' &&
  (run.problem?.kind === 'health' || run.problem?.kind === 'package-manager-failed') &&
  run.startedAt !== null &&
  run.rolledBackBy === null &&
  takesPart(run) &&
  (run.gate?.back ?? null) === null;

/** Why a host is not taken back by rule, though a person may; null where it may be. `plan` is what was approved, `wayBack` its preview. */
export function whyNotByRule(plan: HostPlan, wayBack: HostPlan): string | null {
  const changed = (plan.transaction?.items ?? []).map((item) => item.name);
  const never = changed.flatMap((name) => NEVER.filter(([names]) => names.test(name)).map(([, what]) => `${name} is ${what}`));
  if (never.length) return `${never.slice(0, 3).join(', ')}: never taken back by rule`;
  if (plan.reversibility?.verdict !== 'reversible') return 'its rollback kit does not hold all that was changed';
  if (wayBack.blocking[0]) return explain(wayBack.blocking[0]).title;
  const removed = (wayBack.transaction?.items ?? []).filter((item) => item.action === 'remove').map((item) => item.name);
  return removed.length ? `its way back would remove ${removed.slice(0, 5).join(', ')}` : null;
}
