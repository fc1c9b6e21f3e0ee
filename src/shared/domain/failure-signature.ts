import type { Run } from './deployment.ts';

/** apt's and dpkg's own lines of error; what they print besides differs from host to host. */
const ERROR_LINE = /^(E: |W: |dpkg: |dpkg-deb: |Errors? were encountered)/;
const ADDRESS = /\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}\b/gi;
const HEX = /\b(?=[0-9a-f-]*\d)[0-9a-f]{8}[0-9a-f-]*\b/gi;

/**
 * In what way a run failed, without what is peculiar to its host: two hosts with the same signature failed for the
 * same reason, as far as their own words tell. Names, addresses, ids and numbers are taken out; packages and units stay.
 */
export function failureSignature(run: Pick<Run, 'state' | 'hostName' | 'problem'>): string {
  const { problem } = run;
  const plain = (text: string): string => withoutHost(text, run.hostName);
  if (!problem) return run.state;
  switch (problem.kind) {
    case 'health':
      return ['health', ...problem.failed.map(plain).sort()].join('\n');
    case 'package-manager-failed': {
      const errors = problem.lines.filter((line) => ERROR_LINE.test(line));
      return ['package-manager-failed', problem.exit, ...new Set((errors.length ? errors : problem.lines.slice(-1)).map(plain))].join('\n');
    }
    case 'unreachable':
      return `unreachable\n${problem.reason}`;
    case 'removals-not-approved':
      return ['removals-not-approved', ...problem.packages.toSorted()].join('\n');
    case 'disk-full':
    case 'inodes-full':
      return `${problem.kind}\n${problem.path}`;
    default:
      return problem.kind;
  }
}

function withoutHost(text: string, hostName: string): string {
  const name = new RegExp(`(?<![A-Za-z0-9])${hostName.replace(/[^A-Za-z0-9]/g, '\\$&')}(?![A-Za-z0-9])`, 'g');
  return text.replace(name, 'HOST').replace(ADDRESS, 'ADDRESS').replace(HEX, '#').replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
}
