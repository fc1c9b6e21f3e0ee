import { done } from '../context.ts';
import type { Register } from '../options.ts';
import { oneHost } from '../select.ts';

export const registerSbom: Register = (program, choose) => {
  program
    .command('sbom')
    .description('bill of materials, CycloneDX 1.6 with what is known of vulnerabilities, on standard output')
    .argument('[host]', 'this host; none named, all')
    .action((host: string | undefined) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const row = host === undefined ? null : await oneHost(cli, host);
          if (row && !row.ok) return row;
          const bom = await cli.call('sbom.get', { hostId: row?.value.host.id ?? null });
          return bom.ok ? done(bom.value, bom.value.text.trimEnd().split('\n')) : bom;
        },
      }),
    );
};
