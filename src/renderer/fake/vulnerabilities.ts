import type {
  Closes,
  ControlDraft,
  EndOfLifeRow,
  Exposure,
  FeedInfo,
  FindingRow,
  HostFinding,
  NewsRow,
  VexRow,
} from '../../shared/contract/vulnerabilities.ts';
import type { FixRow } from '../../shared/contract/contract.ts';
import type { z } from 'zod';
import { holds, type Exception, type ExceptionDraft } from '../../shared/domain/exception.ts';
import { bodInputs } from '../../shared/domain/ranking/inputs.ts';
import { dueDates } from '../../shared/domain/ranking/due.ts';
import { DUE_RULES } from '../../shared/domain/ranking/rules.ts';
import type { FakeHost } from './hosts.ts';
import { endsOfLife, seededNews } from './vulnerability-lists.ts';
import { dayAgo, daysAgo, KNOWN, seededFeeds, type Known } from './vulnerability-data.ts';
import { refuse, type World } from './world.ts';

const OPEN: readonly FindingRow['status'][] = [
  'fixed-available',
  'affected-no-fix',
  'deferred',
  'will-not-fix',
  'end-of-life',
  'cannot-judge',
];
const MODEL = 'v2026.06.15';

/** What is known of vulnerabilities, over the made-up hosts: the rules for dates are the real ones. */
export function fakeVulnerabilities(world: World, scenario: string, fixRows: (hosts: readonly FakeHost[]) => FixRow[]) {
  const never = scenario === 'no-feeds' || scenario === 'empty';
  const known: readonly Known[] = scenario === 'large' ? manyKnown(10_000) : KNOWN;
  let feeds = seededFeeds(never);
  let used = new Set(['cyber-essentials']);
  let seen = 5;
  const exceptions: Exception[] = never ? [] : seededExceptions();
  const controls = new Map<string, ControlDraft>();
  const today = (): string => new Date().toISOString().slice(0, 10);
  let timer: ReturnType<typeof setInterval> | null = null;
  // Where there are ten thousand vulnerabilities, one host has them all: the page is what is looked at, not the fake.
  const most = scenario === 'large' ? 1 : 200;
  const judged = (ids: readonly string[] = []): FakeHost[] =>
    never
      ? []
      : world.hosts.filter((fake) => !fake.removed && fake.facts && (ids.length === 0 || ids.includes(fake.host.id))).slice(0, most);

  const exceptionOf = (one: Known, hostId: string): Exception | null =>
    exceptions.find(
      (each) =>
        holds(each, today()) &&
        (each.cve === null || each.cve === one.cve) &&
        (each.source === null || each.source === one.source) &&
        (each.hostIds.length === 0 || each.hostIds.includes(hostId)),
    ) ?? null;
  const concerns = (one: Known, fake: FakeHost): boolean =>
    one.status === 'fixed-available'
      ? (fake.facts?.updates.some((update) => update.source === one.source) ?? false)
      : world.hosts.indexOf(fake) % (one.source === 'zabbix' ? 9 : 3) === 0;

  const judge = (one: Known, fake: FakeHost): HostFinding => {
    const exposed = fake.host.tags.includes('web') ? true : fake.host.tags.includes('erp') ? null : false;
    const ssvc =
      one.automatable === null && one.impact === null ? null : { exploitation: null, automatable: one.automatable, impact: one.impact };
    const inputs = bodInputs({ kevAdded: one.kev ? dayAgo(one.kev.added) : null, exposed, ssvc, cvss: null });
    const kev = one.kev
      ? { added: dayAgo(one.kev.added), due: dayAgo(one.kev.due), ransomware: one.kev.ransomware, name: one.kev.name }
      : null;
    const severity = one.vendorSeverity.startsWith('high') ? 'high' : one.vendorSeverity.startsWith('medium') ? 'medium' : 'low';
    const dates = dueDates(
      {
        inputs,
        kev,
        severity,
        cvss3: one.cvss,
        exploit: kev !== null,
        released: one.released === null ? null : daysAgo(one.released),
        firstSeen: daysAgo(one.seen),
      },
      DUE_RULES.filter((rule) => used.has(rule.id)),
    );
    return {
      cve: one.cve,
      source: one.source,
      status: one.status,
      fixed: one.fixed,
      vendorSeverity: one.vendorSeverity,
      cvss:
        one.cvss === null
          ? null
          : { version: '3.1', score: Math.round(one.cvss * 10) / 10, severity: word(one.cvss), vector: one.vector ?? '', source: 'NVD' },
      kev,
      epss: one.percentile === null ? null : { score: one.percentile ** 6, percentile: one.percentile, model: MODEL },
      due: OPEN.includes(one.status) ? (dates[0] ?? null) : null,
      firstSeen: daysAgo(one.seen),
      hostId: fake.host.id,
      hostName: fake.host.name,
      packages: one.packages.map((name) => ({ name, installed: one.installed })),
      dates,
      inputs,
      explanation: {
        rule: one.rule,
        compared: one.fixed ? { installed: one.installed, order: '<', with: one.fixed } : null,
        feed: 'Debian security tracker',
        record: [...one.record],
        words: [...one.words],
        dataOf: dayAgo(0.2),
      },
      exception: exceptionOf(one, fake.host.id),
    };
  };
  const all = (ids: readonly string[] = []): HostFinding[] =>
    judged(ids).flatMap((fake) => known.filter((one) => concerns(one, fake)).map((one) => judge(one, fake)));
  const openOnes = (ids: readonly string[] = []): HostFinding[] => all(ids).filter((one) => OPEN.includes(one.status) && !one.exception);

  const rowsOf = (findings: readonly HostFinding[]): FindingRow[] =>
    [...Map.groupBy(findings, (one) => `${one.cve} ${one.source}`).values()].map((some) => {
      const first = some[0] as HostFinding;
      const dates = some.filter((one) => !one.exception && one.due).map((one) => one.due);
      const due = dates.toSorted((a, b) => (a?.due ?? '9').localeCompare(b?.due ?? '9'))[0] ?? null;
      const { cve, source, status, fixed, vendorSeverity, cvss, kev, epss, firstSeen } = first;
      const excepted = some.filter((one) => one.exception).length;
      return {
        cve,
        source,
        status,
        fixed,
        vendorSeverity,
        cvss,
        kev,
        epss,
        due,
        hostIds: some.map((one) => one.hostId),
        excepted,
        firstSeen,
      };
    });

  function exposure(ids: readonly string[]): z.infer<typeof Exposure> {
    const findings = openOnes(ids);
    const now = new Date().toISOString();
    const closes = [
      ...Map.groupBy(
        findings.filter((one) => one.fixed),
        (one) => one.source,
      ).entries(),
    ].sort((a, b) => b[1].length - a[1].length);
    let soFar = 0;
    return {
      asOf: never ? null : dayAgo(9),
      findings: findings.length,
      fixable: findings.filter((one) => one.fixed).length,
      exploited: findings.filter((one) => one.kev).length,
      overdue: findings.filter((one) => one.due?.due && one.due.due < now).length,
      excepted: all(ids).filter((one) => one.exception).length,
      unjudgedPackages: judged(ids).length,
      unjudgedHosts: world.hosts.filter((fake) => !fake.removed && (never || !fake.facts)).length,
      days: [...Map.groupBy(findings, (one) => one.due?.due?.slice(0, 10) ?? null)].map(([due, some]) => ({
        due,
        exploited: some.filter((one) => one.kev).length,
        fixable: some.filter((one) => !one.kev && one.fixed).length,
        noFix: some.filter((one) => !one.kev && !one.fixed).length,
      })),
      cover: closes.map(([source, some]) => ({ source, to: some[0]?.fixed ?? '', closes: some.length, soFar: (soFar += some.length) })),
    };
  }

  function closesOf(ids: readonly string[]): Record<string, Closes> {
    const hosts = judged(ids);
    const findings = openOnes(ids).filter((one) => one.fixed);
    return Object.fromEntries(
      fixRows(hosts).map((row) => {
        const mine = findings.filter((one) => one.source === row.source);
        const first = mine.toSorted((a, b) => (a.due?.due ?? '9').localeCompare(b.due?.due ?? '9'))[0];
        return [
          `${row.source} ${row.to} ${row.origin}`,
          {
            cves: [...new Set(mine.map((one) => one.cve))],
            findings: mine.length,
            kev: new Set(mine.filter((one) => one.kev).map((one) => one.cve)).size,
            epss: mine.reduce<number | null>((most, one) => Math.max(most ?? 0, one.epss?.percentile ?? 0), null),
            severity: ['high', 'medium', 'low'].find((each) => mine.some((one) => one.vendorSeverity.startsWith(each))) ?? '',
            due: first?.due ?? null,
          },
        ];
      }),
    );
  }

  function update(only: readonly string[]): { feeds: number } {
    const wanted = feeds.filter((one) => one.state !== 'not-needed' && (only.length === 0 || only.includes(one.feed)));
    let at = 0;
    if (timer) clearInterval(timer);
    set(wanted, { step: 'waiting' });
    timer = setInterval(() => {
      const one = wanted[Math.floor(at / 3)];
      const steps = ['fetching, 12 of 74 MB', 'reading, 48,000 records', 'judging hosts'];
      if (!one) return stop();
      if (at % 3 === 0 && at > 0) finish(wanted[at / 3 - 1] as FeedInfo);
      set([one], { step: steps[at % 3] ?? null });
      at += 1;
    }, world.tick);
    return { feeds: wanted.length };
    function stop(): void {
      finish(wanted.at(-1) as FeedInfo);
      if (timer) clearInterval(timer);
      timer = null;
    }
  }
  const set = (some: readonly FeedInfo[], part: Partial<FeedInfo>): void => {
    feeds = feeds.map((one) => (some.some((each) => each.feed === one.feed) ? { ...one, ...part } : one));
    world.change('feeds');
  };
  const finish = (one: FeedInfo): void =>
    set([one], {
      step: null,
      state: 'current',
      problem: null,
      date: today(),
      updatedAt: world.now(),
      triedAt: world.now(),
      rows: one.rows || 4_120,
      bytes: one.bytes || 900_000,
    });

  const exception = (id: string): Exception => exceptions.find((one) => one.id === id) ?? refuse({ kind: 'not-found', what: 'exception' });
  const replace = (next: Exception): Exception => {
    exceptions.splice(exceptions.indexOf(exception(next.id)), 1, next);
    world.change('exceptions');
    return next;
  };
  const add = (draft: ExceptionDraft): Exception => {
    const added = {
      ...draft,
      id: `exception${exceptions.length + 1}`,
      createdAt: world.now(),
      originalDue: daysAgo(-4),
      renewals: 0,
      endedAt: null,
    };
    exceptions.unshift(added);
    world.change('exceptions');
    return added;
  };
  const news = (): NewsRow[] => (never ? [] : seededNews(judged(), known.slice(0, 40)).map((row) => ({ ...row, isNew: row.n > seen })));

  return {
    'feeds.list': () => feeds,
    'feeds.update': ({ only }: { only: string[] }) => update(only),
    'feeds.cancel': () => {
      if (timer) clearInterval(timer);
      timer = null;
      set(feeds, { step: null });
      return {};
    },
    'findings.list': ({ hostIds, all: every }: { hostIds: string[]; all: boolean }) =>
      rowsOf(all(hostIds).filter((one) => every || OPEN.includes(one.status))).sort((a, b) => a.cve.localeCompare(b.cve)),
    'findings.ofHost': ({ id, all: every }: { id: string; all: boolean }) => all([id]).filter((one) => every || OPEN.includes(one.status)),
    'findings.get': ({ cve, source }: { cve: string; source: string }) =>
      known.filter((one) => one.cve === cve && one.source === source).flatMap((one) => judged().filter((fake) => concerns(one, fake)).map((fake) => judge(one, fake))), // prettier-ignore
    'findings.ended': () => [],
    'findings.unjudged': ({ id }: { id: string }) =>
      judged([id]).map(() => ({
        package: 'erp-agent',
        version: '4.2.1',
        rule: 'foreign-origin',
        reason: 'comes from no repository of Debian',
      })),
    'findings.exposure': ({ hostIds }: { hostIds: string[] }) => exposure(hostIds),
    'fixList.closes': ({ hostIds }: { hostIds: string[] }) => closesOf(hostIds),
    'news.list': ({ before, limit }: { before: number | null; limit: number }) =>
      news()
        .filter((row) => before === null || row.n < before)
        .slice(0, limit),
    'news.seen': ({ n }: { n: number }) => {
      seen = Math.max(seen, n);
      world.change('findings');
      return {};
    },
    'exceptions.list': ({ ended }: { ended: boolean }) => exceptions.filter((one) => ended || (!one.endedAt && one.expiresOn >= today())),
    'exceptions.addAll': ({ drafts }: { drafts: ExceptionDraft[] }) => drafts.map(add),
    'exceptions.add': add,
    'exceptions.renew': ({ id, expiresOn, reason }: { id: string; expiresOn: string; reason: string }) =>
      replace({ ...exception(id), expiresOn, reason, renewals: exception(id).renewals + 1 }),
    'exceptions.end': ({ id, reason }: { id: string; reason: string }) => replace({ ...exception(id), endedAt: world.now(), reason }),
    'exceptions.exportVex': () => ({
      text: JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', statements: exceptions.map((one) => one.cve) }, null, 2),
    }),
    'exceptions.readVex': ({ text, owner, expiresOn }: { text: string; owner: string; expiresOn: string }) =>
      readVex(text, owner, expiresOn),
    'endOfLife.list': () =>
      never
        ? []
        : endsOfLife(judged()).map((row): EndOfLifeRow => {
            const saved = controls.get(`${row.hostId} ${row.product}`);
            return saved ? { ...row, control: saved } : row;
          }),
    'endOfLife.saveControl': (draft: ControlDraft) => {
      controls.set(`${draft.hostId} ${draft.product}`, draft);
      world.change('end-of-life');
      return {};
    },
    'endOfLife.removeControl': ({ hostId, product }: { hostId: string; product: string }) => {
      controls.delete(`${hostId} ${product}`);
      world.change('end-of-life');
      return {};
    },
    'sbom.get': ({ hostId }: { hostId: string | null }) => ({
      text: JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { name: hostId ?? 'fleet' } } }),
    }),
    'rules.list': () =>
      DUE_RULES.map((rule) => ({
        id: rule.id,
        name: rule.name,
        source: rule.source,
        rows: rule.rows.map((row) => row.say),
        used: used.has(rule.id),
      })),
    'rules.use': ({ ids }: { ids: string[] }) => {
      used = new Set(ids);
      world.change('findings');
      return {};
    },
  };
}

const word = (score: number): string => (score >= 9 ? 'Critical' : score >= 7 ? 'High' : score >= 4 ? 'Medium' : 'Low');

function readVex(text: string, owner: string, expiresOn: string): z.infer<typeof VexRow>[] {
  let statements: unknown;
  try {
    statements = (JSON.parse(text) as { statements?: unknown }).statements;
  } catch {
    return refuse({ kind: 'conflict', detail: 'This is no OpenVEX document: it is not JSON', next: 'Choose another file.' });
  }
  return (Array.isArray(statements) ? statements : []).map((one: { vulnerability?: { name?: string }; status?: string }, index) => {
    const cve = one.vulnerability?.name ?? null;
    const at = `statement ${index + 1}`;
    if (one.status !== 'not_affected' || cve === null)
      return { at, draft: null, problem: `its status is "${one.status ?? ''}": no exception` };
    const draft = { cve, source: null, hostIds: [], kind: 'not-applicable' as const, owner, reason: 'vulnerable_code_not_present', compensatingControl: null, expiresOn }; // prettier-ignore
    return { at, draft, problem: null };
  });
}

const seededExceptions = (): Exception[] => [
  {
    id: 'exception1',
    cve: 'CVE-2026-90610',
    source: 'curl',
    hostIds: [],
    kind: 'accepted',
    owner: 'Kim Ng',
    reason: 'curl is used by no service on these hosts',
    compensatingControl: 'No way out but through the proxy',
    expiresOn: dayAgo(-6),
    createdAt: daysAgo(40),
    originalDue: daysAgo(12),
    renewals: 2,
    endedAt: null,
  },
  {
    id: 'exception2',
    cve: null,
    source: 'postgresql-15',
    hostIds: ['host000014'],
    kind: 'deferred',
    owner: 'Ada Okafor',
    reason: 'The ERP vendor certifies 15.14 in December',
    compensatingControl: null,
    expiresOn: dayAgo(-31),
    createdAt: daysAgo(9),
    originalDue: daysAgo(-5),
    renewals: 0,
    endedAt: null,
  },
  {
    id: 'exception3',
    cve: 'CVE-2026-90338',
    source: 'openssh',
    hostIds: [],
    kind: 'not-applicable',
    owner: 'Kim Ng',
    reason: 'Password sign-in is off everywhere',
    compensatingControl: null,
    expiresOn: dayAgo(20),
    createdAt: daysAgo(80),
    originalDue: daysAgo(60),
    renewals: 1,
    endedAt: daysAgo(22),
  },
];

/** As many rows as a shop without any update for years would have. */
const manyKnown = (count: number): Known[] =>
  Array.from({ length: count }, (_, n) => {
    const like = KNOWN[n % KNOWN.length] as Known;
    return { ...like, cve: `CVE-2026-${200_000 + n}`, source: n % 40 === 0 ? like.source : `package-${n % 900}`, status: n % 40 === 0 ? like.status : 'affected-no-fix', fixed: n % 40 === 0 ? like.fixed : null }; // prettier-ignore
  });
