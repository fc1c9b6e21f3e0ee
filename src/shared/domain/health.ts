import type { Check } from './deployment.ts';
import type { HostFacts, Listener } from './facts.ts';
import type { TransactionItem } from './plan.ts';

/** What a run was to bring about, for the judgement of the scan after it. */
export interface Expectation {
  readonly items: readonly Pick<TransactionItem, 'action' | 'name' | 'arch' | 'to'>[];
  /** Whether a reboot was ordered by the run. */
  readonly rebooted: boolean;
}

/** Units that come and go by themselves, those of systemd-run among them: their absence says nothing about an update. */
const comesAndGoes =
  /^(user@|user-runtime-dir@|session-|ssh@|sshd@|patchbay-|apt-daily|systemd-(hostnamed|timedated|localed|tmpfiles|coredump)|packagekit|fwupd|man-db|dpkg-db-backup|logrotate|e2scrub|fstrim|unattended-upgrades-?daily|run-[a-z]*[0-9a-f]+\.)/;
/** RFC 6056: above this a port is picked anew at each start and proves nothing. */
const FIRST_EPHEMERAL_PORT = 32_768;
/** Below this share of a file system the next update has no room; 5 % is what ext4 reserves for root. */
const SCARCE_SHARE = 0.05;

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
    units(before, after),
    failedUnits(before, after),
    ...listeners(before, after),
    configs(before, after),
    space(after),
    reboot(before, after, expected),
    rebootPending(after, expected),
  ];
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

function units(before: HostFacts, after: HostFacts): Check {
  const now = new Map(after.services.map((unit) => [unit.name, unit]));
  const ran = before.services.filter((unit) => unit.active === 'active' && unit.sub === 'running' && !comesAndGoes.test(unit.name));
  const stopped = ran.flatMap((unit) => {
    const state = now.get(unit.name);
    return state?.active === 'active' ? [] : [`${unit.name} was active, now ${state?.active ?? 'gone'}`];
  });
  return check('Units that ran still run', stopped, `${ran.length} of ${ran.length}`);
}

function failedUnits(before: HostFacts, after: HostFacts): Check {
  const known = new Set(before.failedUnits);
  return check(
    'No new failed unit',
    after.failedUnits.filter((unit) => !known.has(unit)),
    before.failedUnits.length ? `the same ${before.failedUnits.length} as before` : 'none',
  );
}

const listenerKey = (one: Listener): string => `${one.port}/${one.protocol} on ${one.address}`;
function listeners(before: HostFacts, after: HostFacts): Check[] {
  const fixed = (facts: HostFacts) => facts.listeners.filter((one) => one.port < FIRST_EPHEMERAL_PORT);
  const then = new Map(fixed(before).map((one) => [listenerKey(one), one]));
  const now = new Map(fixed(after).map((one) => [listenerKey(one), one]));
  const words = ([key, one]: [string, Listener]) => (one.process ? `${key} (${one.process})` : key);
  const closed = [...then].filter(([key]) => !now.has(key)).map(words);
  const opened = [...now].filter(([key]) => !then.has(key)).map(words);
  return [
    check(
      'Same listeners',
      closed.map((text) => `closed: ${text}`),
      `${then.size} of ${then.size}`,
    ),
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

const space = (after: HostFacts): Check =>
  check(
    'Room on its disks',
    after.space
      .filter((one) => one.freeBytes < one.totalBytes * SCARCE_SHARE)
      .map((one) => `${one.path} has ${Math.round(one.freeBytes / 1e6)} MB left`),
    'more than 5 % free everywhere',
    'differs',
  );

function reboot(before: HostFacts, after: HostFacts, { rebooted }: Expectation): Check {
  const changed = before.bootId !== after.bootId;
  if (rebooted) return check('Rebooted', changed ? [] : ['the boot id is the same as before'], `new boot id ${after.bootId.slice(0, 8)}`);
  return check('Not rebooted', changed ? ['the host rebooted by itself, the boot id is new'] : [], 'same boot id', 'differs');
}

function rebootPending(after: HostFacts, { rebooted }: Expectation): Check {
  const pending = after.reboot.required ? [`still needed: ${after.reboot.reasons.join(', ') || 'no reason given'}`] : [];
  return check('No reboot pending', pending, 'none needed', rebooted ? 'failed' : 'differs');
}
