import { randomUUID } from 'node:crypto';
import type { CommandOutput, Query } from '../../../shared/domain/command.ts';
import type { PlanOptions, Selection, TransactionItem } from '../../../shared/domain/plan.ts';
import { Transaction } from '../../../shared/domain/plan.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { hostScript } from '../host-scripts.ts';
import type { Preview } from '../platform.ts';
import { aptProblem } from './errors.ts';
import { expectReboot } from './reboot-reasons.ts';
import { judgeReversibility, judgeWayForward } from './reversibility.ts';
import { count, NotUnderstood, reading, type Sections, splitSections } from './sections.ts';
import { judgeSpace, needsOf } from './space.ts';
import { readFiles, readItems } from './transaction.ts';

const MAX_BYTES = 8 * 1024 * 1024;
/** A host's clock that is further off than this makes its times doubtful, and apt refuse a Release file. Seconds. */
const SKEW = 60;

const script = (name: string): string => ['apt-common.sh', 'describe.sh', name].map((part) => hostScript(`posix/${part}`)).join('\n');

/** What a selection would do: simulated by the host's own apt, read-only, as root where that is possible. */
export function preview(selection: Selection, options: Pick<PlanOptions, 'allowRemovals'>): Query<Preview> {
  const nonce = randomUUID();
  const packages = selection.mode === 'packages' ? selection.packages.join(' ') : '';
  return {
    command: {
      what: 'preview',
      script: script('preview.sh'),
      args: [nonce, selection.mode, packages, selection.exclude.join(' '), options.allowRemovals.join(' ')],
      rights: 'best',
      deadlineSeconds: 180,
      maxBytes: MAX_BYTES,
    },
    parse: (output) => readPreview(output, nonce, (sections, items) => removalsNotAllowed(items, options.allowRemovals, sections)),
  };
}

/** What going back would do: the kit of `kitOf` as the only source. What that run brought in may be removed, nothing else. */
export function previewRollback(
  kitOf: string,
  packages: readonly string[] | null,
  options: Pick<PlanOptions, 'allowRemovals'>,
): Query<Preview> {
  const nonce = randomUUID();
  return {
    command: {
      what: 'preview of the way back',
      script: [script('kit.sh'), hostScript('posix/preview-rollback.sh')].join('\n'),
      args: [nonce, kitOf, packages === null ? '' : packages.join(' '), packages === null ? 'all' : 'some'],
      rights: 'root',
      deadlineSeconds: 180,
      maxBytes: MAX_BYTES,
    },
    parse: (output) =>
      readPreview(output, nonce, (sections, items) => {
        const missing = sections.lines('kit')[0] === 'missing';
        if (missing) return [{ kind: 'kit-missing', detail: `/var/lib/patchbay/kits/${kitOf}` }];
        return removalsNotAllowed(items, [...options.allowRemovals, ...sections.lines('brought')], sections);
      }),
  };
}

function removalsNotAllowed(items: readonly TransactionItem[], allowed: readonly string[], sections: Sections): Problem[] {
  sections.lines('refused'); // has to be there
  const packages = items.filter((item) => item.action === 'remove' && !allowed.includes(item.name)).map((item) => item.name);
  return packages.length > 0 ? [{ kind: 'removals-not-approved', packages }] : [];
}

type Judge = (sections: Sections, items: readonly TransactionItem[]) => Problem[];

function readPreview(output: CommandOutput, nonce: string, judge: Judge): Result<Preview, Problem> {
  return reading('preview', () => {
    const sections = splitSections(output.stdout, nonce);
    const rollback = sections.lines('kit').length > 0;
    const files = readFiles(sections);
    const items = readItems(sections, files);
    const kernels = readKernels(sections);
    const needs = needsOf(items, files, kernels.bootBytes, !rollback);
    const { space, blocking: noSpace } = judgeSpace(sections, needs);
    const transaction = Transaction.safeParse({
      items,
      downloadBytes: needs.downloads,
      installedBytes: installedBytes(items, files),
      conffileConflicts: sections.rows('conffiles', 2).map(([name, path]) => ({ package: name, path })),
      restarts: sections.texts('restarts'),
      space,
      reboot: expectReboot(items, sections.lines('reboot')),
      leftOut: sections.rows('leftout', 2).map(([name, why]) => ({ name, why })),
    });
    if (!transaction.success) throw new NotUnderstood(transaction.error.issues[0]?.message ?? 'transaction');
    const state = readState(sections);
    const blocking = [...state, ...judge(sections, items), ...noSpace];
    if (items.length === 0 && blocking.length === 0) blocking.push({ kind: 'nothing-to-do' });
    const reversibility = rollback ? judgeWayForward(items, files) : judgeReversibility(items, files, kernels.images);
    return { transaction: transaction.data, reversibility, blocking, warnings: readWarnings(sections, output) };
  });
}

const installedBytes = (items: readonly TransactionItem[], files: ReturnType<typeof readFiles>): number =>
  items.reduce(
    (sum, { name, arch, from, to }) =>
      sum + (files.get(`${name}:${arch}=${to}`)?.unpacked ?? 0) - (files.get(`${name}:${arch}=${from}`)?.unpacked ?? 0),
    0,
  );

const hostValue = (sections: Sections, key: string): number => {
  const line = sections.lines('host').find((one) => one.startsWith(`${key}\t`));
  return count(line?.slice(key.length + 1));
};

function readKernels(sections: Sections): { images: string[]; bootBytes: number } {
  const rows = sections.rows('kernels', 2);
  const boot = rows.find(([key]) => key === 'boot');
  return { images: rows.flatMap(([key, name]) => (key === 'image' && name ? [name] : [])), bootBytes: count(boot?.[1]) * 1024 };
}

/** What stands in the way of any transaction on this host, in the order in which a person would mend it. */
function readState(sections: Sections): Problem[] {
  const problems: Problem[] = [];
  const [held] = sections.rows('lock', 4);
  if (held)
    problems.push({ kind: 'lock-held', lock: held[0] ?? '', holder: `${held[2]} (pid ${held[1]}${held[3] ? `, ${held[3]}` : ''})` });
  const broken = sections.texts('broken');
  if (broken.length > 0) problems.push({ kind: 'packages-broken', lines: broken });
  if (hostValue(sections, 'lists') === 0) problems.push({ kind: 'lists-missing' });
  const [exit, ...lines] = sections.lines('errors').slice(0, 200); // as they are: what is indented belongs to the line above
  if (count(exit) !== 0 && problems.length === 0) problems.push(aptProblem(lines, count(exit)));
  return problems;
}

function readWarnings(sections: Sections, output: CommandOutput): Problem[] {
  const warnings: Problem[] = [];
  const refused = sections.texts('refused');
  if (refused.length > 0) warnings.push({ kind: 'removals-not-approved', packages: refused });
  if (hostValue(sections, 'uid') !== 0)
    warnings.push({ kind: 'rights-needed', forWhat: 'to see edited config files, locks, and all services that will restart' });
  const skew = Math.round(hostValue(sections, 'now') - output.firstByteAt / 1000);
  if (Math.abs(skew) > SKEW) warnings.push({ kind: 'clock-skew', seconds: skew });
  return warnings;
}
