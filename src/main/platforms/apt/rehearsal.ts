import { randomBytes } from 'node:crypto';
import type { Query } from '../../../shared/domain/command.ts';
import { RunId } from '../../../shared/domain/deployment.ts';
import { RehearsalEvidence } from '../../../shared/domain/rehearsal.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { hostScript } from '../host-scripts.ts';
import type { RehearsalOutcome, RunSpec } from '../platform.ts';
import { endedWell, rehearsalFindings } from './rehearsal-findings.ts';
import { count, NotUnderstood, reading, type Sections, splitSections } from './sections.ts';

/** What a rehearsal left in its folder (rehearse.sh), read. A part that is missing was never come to. */
export function rehearsalResult(spec: RunSpec): Query<RehearsalOutcome> {
  const nonce = randomBytes(12).toString('hex');
  return {
    command: {
      what: 'result of the rehearsal',
      script: hostScript('posix/rehearsal-result.sh'),
      args: [nonce, RunId.parse(spec.runId)],
      rights: 'root',
      deadlineSeconds: 60,
      maxBytes: 8 * 1024 * 1024,
    },
    parse: (output) =>
      reading('result of the rehearsal', () => {
        const sections = splitSections(output.stdout, nonce);
        const evidence = readEvidence(sections);
        return { evidence, findings: rehearsalFindings(sections, evidence, spec) };
      }),
  };
}

const rows = (sections: Sections, name: string, columns: number): string[][] => (sections.has(name) ? sections.rows(name, columns) : []);
const texts = (sections: Sections, name: string, max: number): string[] =>
  sections.has(name)
    ? sections
        .lines(name)
        .slice(0, max)
        .map((line) => cleanText(line))
    : [];

function readEvidence(sections: Sections): RehearsalEvidence {
  const counts = new Map(rows(sections, 'counts', 2).map(([change, number]) => [change, count(number)]));
  const seconds = new Map(rows(sections, 'milliseconds', 2).map(([what, number]) => [what, count(number) / 1000]));
  const [peak, memory] = rows(sections, 'usage', 2)[0] ?? ['0', '0'];
  const [, staged] = rows(sections, 'staged', 2)[0] ?? ['0', '0'];
  const listed = rows(sections, 'listed', 2).map(([change, path = '']) => ({ change, path: cleanText(path) }));
  const read = RehearsalEvidence.safeParse({
    packages: count(sections.has('packages') ? sections.lines('packages')[0] : '0'),
    files: {
      changed: counts.get('changed') ?? 0,
      added: counts.get('added') ?? 0,
      removed: counts.get('removed') ?? 0,
      listed,
    },
    conffiles: rows(sections, 'conffiles', 2).map(([path = '', kept = '']) => ({ path: cleanText(path), kept: cleanText(kept) })),
    restarts: texts(sections, 'restarts', 2000),
    bootFiles: listed.filter(({ path }) => path.startsWith('/boot/')).map(({ path }) => path),
    wayBack: readWayBack(sections),
    seconds: {
      staging: seconds.get('staging') ?? 0,
      update: seconds.get('updating') ?? 0,
      wayBack: seconds.get('going-back') ?? 0,
      total: seconds.get('total') ?? 0,
    },
    bytes: { peak: count(peak), staged: count(staged) },
    memoryBytes: count(memory),
    upper: sections.lines('upper')[0],
  });
  if (!read.success) throw new NotUnderstood(read.error.issues[0]?.path.join('.') ?? '');
  return read.data;
}

function readWayBack(sections: Sections): RehearsalEvidence['wayBack'] {
  if (!endedWell(sections, 'update')) return { proven: false, why: 'The update itself did not go through' };
  if (!endedWell(sections, 'back')) return { proven: false, why: 'The way back did not go through' };
  const differing = texts(sections, 'back.differs', 100).length;
  return differing
    ? { proven: false, why: `The packages are not those of before: ${differing} differences` }
    : { proven: true, why: 'All packages and their marks are as before, without the network' };
}
