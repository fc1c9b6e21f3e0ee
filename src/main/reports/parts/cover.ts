import { daysBetween, percent, sayShare, share } from '../../../shared/domain/compliance/share.ts';
import { HOST_STATUSES, type HostStatus } from '../../../shared/domain/compliance/standing.ts';
import { count, h, isAre, nb, type Html } from '../html.ts';
import { hostMarks, mark } from '../marks.ts';
import { PART_NAMES, ruleName, type Page } from '../report.ts';
import { facts } from '../table.ts';

const TILES: Readonly<Record<HostStatus, string>> = {
  compliant: 'compliant, nothing open',
  'in-window': 'compliant, open in time',
  excepted: 'compliant under exception',
  overdue: 'overdue',
  unsupported: 'unsupported, no data',
  unknown: 'unknown',
};

export function cover(page: Page): Html {
  const { document, data, derived } = page;
  const { status, scope } = derived.hosts;
  const order = data.hosts.map((host) => host.status).sort((a, b) => HOST_STATUSES.indexOf(a) - HOST_STATUSES.indexOf(b));
  const said = HOST_STATUSES.map((one) => `${status[one]} ${TILES[one]}`).join('; ');
  return h`<section class="part p1" id="part-1"><div class="bar"><b>${document.organisation || 'Patch compliance'}</b><span>${scopeWords(page)}</span></div>
<h1>Patch compliance report, ${nb(data.period.from)} to ${nb(data.period.to)}</h1>
<p class="verdict">${verdict(page)}</p><p class="plain">${plain(page)}</p>
${document.foreword ? document.foreword.split('\n').map((line) => h`<p>${line}</p>`) : null}
${scope === 0 ? null : h`<div class="fig"><p class="cap">Every host in scope, one mark each</p>${hostMarks(order, `${count(scope, 'mark')}, one a host: ${said}`)}</div>`}
<div class="tiles">${HOST_STATUSES.map((one) => h`<div><b>${status[one]}</b><span>${mark(one)}${TILES[one]}</span></div>`)}</div>
${obstacles(page)}<div class="id">${identity(page)}${contents(page)}</div></section>`;
}

export const scopeWords = ({ data, derived }: Page): string => {
  const { site, group } = data.scope;
  const which = [site === null ? null : `site ${site}`, group === null ? null : `group ${group}`].filter((one) => one !== null).join(', ');
  return `${which || 'All sites and groups'}, ${count(derived.hosts.scope, 'host')}`;
};

export function verdict({ data, derived }: Page): string {
  const { compliance } = derived.hosts;
  if (compliance.of === 0) return 'No host is in scope: there is nothing to judge.';
  const said = `${compliance.n} of ${compliance.of} hosts ${isAre(compliance.n)} compliant (${percent(compliance)})`;
  const target = data.policy.targetPercent;
  if (target === null) return `${said}.`;
  return `Target ${compliance.n * 100 >= target * compliance.of ? 'met' : 'not met'}: ${said}; the target is at least ${target} %.`;
}

function plain({ data, derived }: Page): Html {
  const { status, scope, known } = derived.hosts;
  const failing = status.overdue + status.unsupported + status.unknown;
  const previous = data.previous;
  const judged = known - status.unsupported;
  const reasons = [
    status.overdue ? `${status.overdue} ${hasHave(status.overdue)} updates past their due date` : null,
    status.unsupported
      ? `${status.unsupported} ${status.unsupported === 1 ? 'runs a system' : 'run systems'} without vendor support`
      : null,
    status.unknown
      ? `${status.unknown} could not be judged, so ${status.unknown === 1 ? 'it counts' : 'they count'} as not compliant`
      : null,
  ].filter((one) => one !== null);
  const { cves } = derived.kev;
  const exploited =
    cves === 0 ? 'No known-exploited vulnerability with an update is open' : `${count(cves, 'known-exploited CVE')} ${isAre(cves)} open`;
  const before = previous ? h`The last report, at ${nb(previous.to)}, stood at ${sayShare(share(previous.compliant, previous.scope))}.` : 'There is no earlier report of this scope and framework.'; // prettier-ignore
  return h`At the end of the period ${failing} of ${count(scope, 'host')} did not pass${reasons.length ? `: ${reasons.join(', ')}` : ''}. ${exploited} on the ${count(judged, 'host')} that could be judged. ${before}`;
}

const hasHave = (n: number): string => (n === 1 ? 'has' : 'have');

/** At most four lines, each with where its proof is. */
function obstacles({ data, derived, ref }: Page): Html | null {
  const { status } = derived.hosts;
  const [oldest] = derived.overdue;
  const lines = [
    status.overdue && oldest
      ? h`<b>${count(status.overdue, 'overdue host')}.</b> ${nb(derived.nameOf(oldest.host))} has waited longest: ${oldest.source}, ${count(daysBetween(oldest.due ?? '', data.period.asOf), 'day')} past ${nb((oldest.due ?? '').slice(0, 10))} (${ref(7)}).`
      : null,
    status.unknown ? h`<b>${count(status.unknown, 'unknown host')}.</b> ${unknownWords(derived.hosts.knowledge)} (${ref(3)}).` : null,
    status.unsupported ? h`<b>${count(status.unsupported, 'unsupported host')}.</b> Their makers mend them no more (${ref(12)}).` : null,
    data.noUpdate.length
      ? h`<b>${count(data.noUpdate.length, 'finding')} without an update.</b> The vendor has published none yet (${ref(7)}).`
      : null,
  ].filter((one) => one !== null);
  return lines.length
    ? h`<p class="cap">What stands in the way</p><ol class="todo">${lines.map((line) => h`<li><span>${line}</span></li>`)}</ol>`
    : null;
}

const UNKNOWN_WORDS = {
  stale: 'not scanned inside the window',
  unreachable: 'did not answer at the last attempt',
  'never-scanned': 'never scanned',
  'no-data': 'without current vulnerability data',
} as const;
export const unknownWords = (knowledge: Readonly<Record<string, number>>): string =>
  Object.entries(UNKNOWN_WORDS)
    .flatMap(([kind, words]) => (knowledge[kind] ? `${knowledge[kind]} ${words}` : []))
    .join('; ');

function identity({ document, data, framework, derived }: Page): Html {
  const left = facts([
    ['Framework', framework.name],
    ['Due dates by', data.policy.rules.map(ruleName).join('; ')],
    ['Scope', `${derived.hosts.scope} hosts, coverage ${sayShare(derived.hosts.coverage)}`],
    ['Generated', h`${document.madeAt.slice(0, 19).replace('T', ' ')}, ${document.madeBy}`],
    ['Tool', document.tool],
    ['Time zone', 'UTC (+00:00), all times'],
  ]);
  const right = facts([
    ['Data as of', h`${data.period.asOf.slice(0, 19).replace('T', ' ')}; each source in part 3`],
    ['Classification', document.classification],
    ['Report id', h`${document.id}${data.previous ? `; previous ${data.previous.id}` : ''}`],
    ['SHA-256 of the data', h`<code>${document.hash.slice(0, 32)} ${document.hash.slice(32)}</code>`],
    ['Head of the audit chain', h`<code>${document.chain.head.slice(0, 32)} ${document.chain.head.slice(32)}</code>`],
  ]);
  return h`<div class="cols"><div>${left}</div><div>${right}</div></div>`;
}

const contents = ({ pageOf }: Page): Html =>
  h`<p class="cap">Contents</p><ol class="toc">${[...PART_NAMES]
    .filter(([part]) => part > 1)
    .map(
      ([part, name]) =>
        h`<li><a href="#part-${part}"><span class="n">${part}</span> <span>${name}</span><span class="d"></span><span>${pageOf(part)}</span></a></li>`,
    )}</ol>`;
