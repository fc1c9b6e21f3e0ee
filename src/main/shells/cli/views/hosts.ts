import type { CallOutput, HostRow } from '../../../../shared/contract/contract.ts';
import type { Host } from '../../../../shared/domain/host.ts';
import type { Cli } from '../context.ts';
import { bytes, count, duration, plural, when } from '../format.ts';
import { yesNo } from '../select.ts';
import { problemLines } from '../problem-text.ts';
import type { Cell, Tone } from '../style.ts';

/** An unknown number is a question mark, never a zero. */
const number = (n: number | null): string => (n === null ? '?' : count(n));

const tones: Readonly<Record<HostRow['scan']['state'], Tone>> = {
  never: 'unknown',
  waiting: 'idle',
  scanning: 'live',
  scanned: 'ok',
  failed: 'bad',
  cancelled: 'warn',
};
const words: Readonly<Record<HostRow['scan']['state'], string>> = {
  never: 'Unknown',
  waiting: 'Waiting',
  scanning: 'Scanning',
  scanned: 'Scanned',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export function scanState({ scan }: HostRow): { tone: Tone; word: string } {
  if (scan.problem?.kind === 'unreachable' || scan.problem?.kind === 'connection-lost') return { tone: 'unknown', word: 'Unreachable' };
  if (scan.problem?.kind === 'host-key-unknown') return { tone: 'warn', word: 'Key to accept' };
  if (scan.problem?.kind === 'host-key-changed') return { tone: 'bad', word: 'Host key changed' };
  if (scan.problem?.kind === 'secret-needed') return { tone: 'warn', word: 'Password needed' };
  if (scan.problem?.kind === 'vault-locked') return { tone: 'warn', word: 'Vault locked' };
  return { tone: tones[scan.state], word: words[scan.state] };
}

export function hostTable(cli: Cli, rows: readonly HostRow[]): string[] {
  const cells = rows.map((row): Cell[] => {
    const { tone, word } = scanState(row);
    return [
      row.host.name,
      String(row.host.ring),
      cli.style.state(tone, word),
      row.system ?? '?',
      number(row.updates),
      number(row.security),
      row.rebootRequired === null ? '?' : row.rebootRequired ? cli.style.state('warn', 'Needed') : 'no',
      when(row.scan.lastGoodAt, cli.now),
      when(row.listsAt, cli.now),
    ];
  });
  return cli.style.table(['Host', 'Ring', 'State', 'System', '>Updates', '>Security', 'Reboot', 'Last scan', 'Package lists'], cells);
}

/** Problems and warnings of the newest scans, each with what to do. */
export const scanProblems = (cli: Cli, rows: readonly HostRow[]): string[] =>
  rows.flatMap(({ host, scan }) =>
    [...(scan.problem ? [scan.problem] : []), ...scan.warnings].flatMap((problem) => ['', ...problemLines(cli.style, problem, host.name)]),
  );

export function hostLines(cli: Cli, answer: CallOutput<'hosts.get'>): string[] {
  const { row, facts, factsAt } = answer;
  const lines = [
    cli.style.paint(cli.style.cell(row.host.name), 'strong'),
    ...pairs(cli, [
      ['id', row.host.id],
      ['way', wayTo(row.host)],
      ['elevation', row.host.elevation],
      ['site', row.host.site || 'none'],
      ['group', row.host.group || 'none'],
      ['owner', row.host.owner || 'none'],
      ['exposed', yesNo(row.host.exposed)],
      ['criticality', row.host.criticality ?? 'unknown'],
      ['ring', String(row.host.ring)],
      ['tags', row.host.tags.join(', ') || 'none'],
      ['notes', row.host.notes || 'none'],
    ]),
  ];
  if (!facts) return [...lines, '', 'Not scanned yet: everything else is unknown', ...scanProblems(cli, [row])];
  return [
    ...lines,
    '',
    `As of ${when(factsAt, cli.now)}`,
    ...pairs(cli, factPairs(row, facts)),
    ...answer.unseen.map((line) => `  not seen: ${cli.style.cell(line)}`),
    ...scanProblems(cli, [row]),
  ];
}

type Facts = NonNullable<CallOutput<'hosts.get'>['facts']>;

function factPairs(row: HostRow, facts: Facts): [string, string][] {
  const { hardware } = facts;
  return [
    ['system', facts.os.pretty],
    [
      'kernel',
      facts.kernel.newest && facts.kernel.newest !== facts.kernel.running
        ? `${facts.kernel.running} runs, ${facts.kernel.newest} is installed`
        : facts.kernel.running,
    ],
    ['up for', duration(facts.uptimeSeconds)],
    [
      'hardware',
      `${hardware.cpu}, ${plural(hardware.cores, 'core')}, ${bytes(hardware.memoryBytes)} memory, ${hardware.virtualisation ?? 'bare metal'}`,
    ],
    ['packages', `${number(row.packages)}, ${number(row.updates)} updates outstanding, ${number(row.security)} of them security`],
    ['reboot', facts.reboot.required ? `needed: ${facts.reboot.reasons.join('; ')}` : 'not needed'],
    ...(facts.windows ? [['updates from', facts.windows.updateSource ?? 'unknown'] as [string, string]] : []),
    ['failed units', facts.failedUnits.join(', ') || 'none'],
    ['listens', facts.listeners.map((one) => `${one.port}/${one.protocol}${one.process ? ` ${one.process}` : ''}`).join(', ') || 'nothing'],
    ['old libraries', facts.staleProcesses.map((one) => one.unit ?? one.command).join(', ') || 'none in use'],
    ['free space', facts.space.map((one) => `${one.path} ${bytes(one.freeBytes)} of ${bytes(one.totalBytes)}`).join(', ')],
    ...(facts.configsAside.length ? [['set aside', facts.configsAside.join(', ')] as [string, string]] : []),
    ...(facts.windows
      ? []
      : [
          [
            'dpkg',
            facts.packageState.interrupted
              ? 'interrupted'
              : facts.packageState.audit.length
                ? facts.packageState.audit.join('; ')
                : 'in order',
          ] as [string, string],
        ]),
  ];
}

export function wayTo(host: Host): string {
  if (host.transport === 'local') return 'this computer';
  const jumps = host.jumps.map((jump) => `${jump.user}@${jump.address}:${jump.port}`);
  const own = host.signIn.by === 'key' ? `key ${host.signIn.path}` : host.signIn.by;
  // Its user is the credential's, which may be another by now than when it was chosen.
  const [account, by] = host.credentialId ? [host.address, 'a credential'] : [`${host.user}@${host.address}`, own];
  const way = host.transport === 'winrm' ? `winrm${host.https ? ' (https)' : ''}` : 'ssh';
  return `${way} ${account}:${host.port} by ${by}${jumps.length ? ` through ${jumps.join(', ')}` : ''}`;
}

export function pairs(cli: Cli, items: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...items.map(([name]) => name.length));
  return items.map(([name, value]) => `  ${cli.style.paint(name.padEnd(width), 'dim')}  ${cli.style.cell(value)}`);
}
