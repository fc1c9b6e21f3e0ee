import type { Check } from './check.ts';
import type { HostFacts } from './facts.ts';
import { failedUnitKey, listenerKey, unitKey } from './flapping.ts';
import type { TransactionItem } from './plan.ts';
import { compareDpkgVersions } from './versions/dpkg.ts';

/** What a run was to bring about, for the judgement of the scan after it. */
export interface Expectation {
  readonly items: readonly Pick<TransactionItem, 'action' | 'name' | 'arch' | 'to'>[];
  /** Whether a reboot was ordered by the run. */
  readonly rebooted: boolean;
  /** What comes and goes by itself on this host, as `flapping` names it. */
  readonly flapping?: readonly string[];
}

/** Units that come and go by themselves, those of systemd-run among them: their absence says nothing about an update. */
const comesAndGoes =
  /^(user@|user-runtime-dir@|session-|ssh@|sshd@|patchbay-|apt-daily|systemd-(hostnamed|timedated|localed|tmpfiles|coredump)|packagekit|fwupd|man-db|dpkg-db-backup|logrotate|e2scrub|fstrim|unattended-upgrades-?daily|run-[a-z]*[0-9a-f]+\.)/;
/** RFC 6056: above this a port is picked anew at each start and proves nothing. */
const FIRST_EPHEMERAL_PORT = 32_768;
/** Below this share of a file system the next update has no room; 5 % is what ext4 reserves for root. */
const SCARCE_SHARE = 0.05;
/** Below this services fail; a host that had more before the run is worse than before. */
const FULL_SHARE = 0.01;

const check = (name: string, problems: readonly string[], passed: string, otherwise: Check['outcome'] = 'failed'): Check => ({
  name,
  outcome: problems.length ? otherwise : 'passed',
  detail: problems.length ? summarise(problems) : passed,
});
const summarise = (parts: readonly string[]): string =>
  parts.length > 5 ? `${parts.slice(0, 5).join('; ')} and ${parts.length - 5} more` : parts.join('; ');

/** Compares a host before and after a run. Source of the list: health gates, docs/architecture.md. */
export function compareHealth(before: HostFacts, after: HostFacts, expected: Expectation): Check[] {
  return [
    { name: 'Fresh sign-in', outcome: 'passed', detail: 'a new connection answered' },
    packageDatabase(after),
    versions(after, expected),
    units(before, after, expected),
    failedUnits(before, after, expected),
    ...listeners(before, after, expected),
    configs(before, after),
    space(before, after),
    reboot(before, after, expected),
    rebootPending(after, expected),
    kernel(before, after, expected),
  ];
}

/** A failure where something went that always stayed; where only flapping things differ, worth reading. Items are [key, words]. */
function checkUnlessFlapping(
  name: string,
  gone: readonly (readonly [string, string])[],
  passed: string,
  { flapping = [] }: Expectation,
): Check {
  const flaps = new Set(flapping);
  const failed = gone.filter(([key]) => !flaps.has(key)).map(([, words]) => words);
  if (failed.length) return check(name, failed, passed);
  return check(
    name,
    gone.map(([, words]) => `${words} (comes and goes by itself)`),
    passed,
    'differs',
  );
}

const packageDatabase = ({ packageState }: HostFacts): Check =>
  check(
    'Package database sound',
    [...(packageState.interrupted ? ['dpkg was interrupted'] : []), ...packageState.audit],
    'dpkg --audit is empty',
  );

function versions(after: HostFacts, { items }: Expectation): Check {
  const installed = new Map(after.packages.map((item) => [`${item.name}:${item.arch}`, item.version]));
  const wrong = items.flatMap((item) => {
    const now = installed.get(`${item.name}:${item.arch}`) ?? null;
    return now === item.to ? [] : [`${item.name} is ${now ?? 'not installed'}, planned ${item.to ?? 'removed'}`];
  });
  return check('Versions as planned', wrong, `${items.length} of ${items.length}`);
}

function units(before: HostFacts, after: HostFacts, expected: Expectation): Check {
  const now = new Map(after.services.map((unit) => [unit.name, unit]));
  const ran = before.services.filter((unit) => unit.active === 'active' && unit.sub === 'running' && !comesAndGoes.test(unit.name));
  const stopped = ran.flatMap((unit) => {
    const state = now.get(unit.name);
    return state?.active === 'active' ? [] : [[unitKey(unit.name), `${unit.name} was active, now ${state?.active ?? 'gone'}`] as const];
  });
  return checkUnlessFlapping('Units that ran still run', stopped, `${ran.length} of ${ran.length}`, expected);
}

function failedUnits(before: HostFacts, after: HostFacts, expected: Expectation): Check {
  const known = new Set(before.failedUnits);
  return checkUnlessFlapping(
    'No new failed unit',
    after.failedUnits.filter((unit) => !known.has(unit)).map((unit) => [failedUnitKey(unit), unit]),
    before.failedUnits.length ? `the same ${before.failedUnits.length} as before` : 'none',
    expected,
  );
}

function listeners(before: HostFacts, after: HostFacts, expected: Expectation): Check[] {
  const fixed = (facts: HostFacts) => facts.listeners.filter((one) => one.port < FIRST_EPHEMERAL_PORT);
  const then = new Map(fixed(before).map((one) => [listenerKey(one), one]));
  const now = new Map(fixed(after).map((one) => [listenerKey(one), one]));
  const words = ([key, one]: [string, HostFacts['listeners'][number]]) => (one.process ? `${key} (${one.process})` : key);
  const closed = [...then].filter(([key]) => !now.has(key)).map((one) => [one[0], `closed: ${words(one)}`] as const);
  const opened = [...now].filter(([key]) => !then.has(key)).map(words);
  return [
    checkUnlessFlapping('Same listeners', closed, `${then.size} of ${then.size}`, expected),
    check(
      'No new listener',
      opened.map((text) => `new: ${text}`),
      'none',
      'differs',
    ),
  ];
}

function configs(before: HostFacts, after: HostFacts): Check {
  const known = new Set(before.configsAside);
  const laid = after.configsAside.filter((path) => !known.has(path));
  return check(
    'Config files',
    laid.map((path) => `the update's version lies in ${path}`),
    'none set aside',
    'differs',
  );
}

function space(before: HostFacts, after: HostFacts): Check {
  const below = (facts: HostFacts, share: number) => facts.space.filter((one) => one.freeBytes < one.totalBytes * share);
  const fullBefore = new Set(below(before, FULL_SHARE).map((one) => one.path));
  const words = (ones: HostFacts['space']) => ones.map((one) => `${one.path} has ${Math.round(one.freeBytes / 1e6)} MB left`);
  const full = below(after, FULL_SHARE).filter((one) => !fullBefore.has(one.path));
  if (full.length) return check('Room on its disks', words(full), '');
  return check('Room on its disks', words(below(after, SCARCE_SHARE)), 'more than 5 % free everywhere', 'differs');
}

function reboot(before: HostFacts, after: HostFacts, { rebooted }: Expectation): Check {
  const changed = before.bootId !== after.bootId;
  if (rebooted) return check('Rebooted', changed ? [] : ['the boot id is the same as before'], `new boot id ${after.bootId.slice(0, 8)}`);
  return check('Not rebooted', changed ? ['the host rebooted by itself, the boot id is new'] : [], 'same boot id', 'differs');
}

function rebootPending(after: HostFacts, { rebooted }: Expectation): Check {
  const pending = after.reboot.required ? [`still needed: ${after.reboot.reasons.join(', ') || 'no reason given'}`] : [];
  return check('No reboot pending', pending, 'none needed', rebooted ? 'failed' : 'differs');
}

/** Failed where this run brought a kernel and its reboot did not take it. `newest` is null where one cannot know, as in a container. */
function kernel(before: HostFacts, after: HostFacts, { rebooted }: Expectation): Check {
  const { running, newest } = after.kernel;
  const isOlder = newest !== null && compareDpkgVersions(newest, running) > 0;
  const brought = rebooted && newest !== before.kernel.newest;
  return check('Newest kernel runs', isOlder ? [`runs ${running}, installed is ${newest}`] : [], running, brought ? 'failed' : 'differs');
}
