import type { CallInput } from '../../../../shared/contract/contract.ts';
import type { EndOfLifeRow } from '../../../../shared/contract/vulnerabilities.ts';
import { done } from '../context.ts';
import { plural } from '../format.ts';
import type { Register } from '../options.ts';
import { oneHost } from '../select.ts';
import type { Cell, Tone } from '../style.ts';

const STATES: Readonly<Record<EndOfLifeRow['state'], readonly [Tone, string]>> = {
  supported: ['ok', 'Supported'],
  'ends-soon': ['warn', 'Ends soon'],
  extended: ['warn', 'Extended'],
  ended: ['bad', 'Ended'],
  unknown: ['unknown', 'Unknown'],
};

interface RecordOptions {
  readonly owner: string;
  readonly review: string;
  readonly control?: string;
  readonly support?: string;
  readonly until?: string;
}

export const registerEndOfLife: Register = (program, choose) => {
  const eol = program.command('eol').description('when systems and runtimes end, the next end first');
  eol
    .command('list', { isDefault: true })
    .option('--every', 'also what is supported for long')
    .action(({ every }: { every?: boolean }) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const all = await cli.call('endOfLife.list', {});
          if (!all.ok) return all;
          const rows = all.value
            .filter((one) => every || one.state !== 'supported')
            .map((one): Cell[] => [
              one.hostName,
              `${one.title} ${one.cycle}`,
              cli.style.state(...STATES[one.state]),
              one.extendedUntil ?? one.supportedUntil ?? '',
              one.installed,
              one.options.join('; '),
              one.control
                ? `${one.control.control || (one.control.extendedSupport ?? '')} (${one.control.owner}, review ${one.control.reviewOn})`
                : '',
            ]);
          const heads = ['Host', 'What', 'State', 'Until', 'Installed', 'Could be had', 'In place'];
          const hosts = await cli.call('hosts.list', {});
          if (!hosts.ok) return hosts;
          const known = new Set(all.value.map((one) => one.hostId));
          const unknown = hosts.value.filter(({ host }) => !known.has(host.id)).length;
          const none = all.value.length ? ['Nothing ends within half a year'] : [];
          return done(all.value, [
            ...(rows.length ? cli.style.table(heads, rows) : none),
            ...(unknown ? [`${plural(unknown, 'host')} not scanned: unknown, not supported`] : []),
            ...(hosts.value.length ? [] : ['No host in the inventory']),
          ]);
        },
      }),
    );
  eol
    .command('record')
    .description('extended support that was bought, or what holds the risk down')
    .argument('<host>')
    .argument('<product>', 'as --json names it: debian, postgresql')
    .requiredOption('--owner <name>')
    .requiredOption('--review <date>', 'when it is looked at again')
    .option('--control <text>', 'what holds the risk down')
    .option('--support <name>', 'extended support: ELTS, ESM')
    .option('--until <date>', 'the last day of it')
    .action((host: string, product: string, { owner, review, control, support, until }: RecordOptions) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const row = await oneHost(cli, host);
          if (!row.ok) return row;
          const said: CallInput<'endOfLife.saveControl'> = { hostId: row.value.host.id, product, owner, reviewOn: review, control: control ?? '', extendedSupport: support ?? null, extendedUntil: until ?? null }; // prettier-ignore
          const saved = await cli.call('endOfLife.saveControl', said);
          return saved.ok ? done(saved.value, [`Recorded for ${row.value.host.name}: ${product}`]) : saved;
        },
      }),
    );
  eol
    .command('forget')
    .description('takes such a record away; the history keeps it')
    .argument('<host>')
    .argument('<product>')
    .action((host: string, product: string) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const row = await oneHost(cli, host);
          if (!row.ok) return row;
          const removed = await cli.call('endOfLife.removeControl', { hostId: row.value.host.id, product });
          return removed.ok ? done(removed.value, [`Forgotten for ${row.value.host.name}: ${product}`]) : removed;
        },
      }),
    );
};
