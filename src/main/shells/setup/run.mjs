/** `npm run NAME -- ARG...`: one of the project's tools, on the right Node, with what it needs set up. */
import { entry, setUp } from './set-up.mjs';
import { run } from './project.mjs';

/** @type {Record<string, { argv: string[], build?: boolean }>} */
const TOOLS = {
  build: { argv: ['true'], build: true },
  patchbay: { argv: ['node', '--enable-source-maps', 'dist/main/cli.js'], build: true },
  typecheck: { argv: ['node', 'src/main/shells/setup/typecheck.mjs'] },
  lint: { argv: ['eslint', '.'] },
  format: { argv: ['prettier', '--write', '.'] },
  layers: { argv: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src'] },
  unit: { argv: ['vitest', 'run', '--project', 'unit'] },
  lab: { argv: ['e2e/lab/lab'] },
  campaign: { argv: ['node', 'e2e/campaign/campaign.ts'], build: true },
  pictures: { argv: ['node', 'e2e/visual/renew.ts'] },
  icons: { argv: ['node', 'src/main/shells/setup/icons.mjs'] },
  'shipped-feeds': { argv: ['node', 'src/main/shells/setup/shipped-feeds.ts'] },
  pack: { argv: ['electron-builder', '--publish=never'], build: true },
  'bench:scan': { argv: ['node', 'e2e/bench/scan.ts'], build: true },
  'bench:deploy': { argv: ['node', 'e2e/bench/deploy.ts'], build: true },
  'bench:rehearse': { argv: ['node', 'e2e/bench/rehearse.ts'] },
  'bench:store': { argv: ['node', 'e2e/bench/store.ts'] },
  'bench:match': { argv: ['node', 'e2e/bench/match.ts'] },
  'bench:feeds': { argv: ['node', 'e2e/bench/feeds.ts'] },
  'bench:report': { argv: ['node', 'e2e/bench/report.ts'] },
  'bench:ui': { argv: ['node', 'e2e/bench/ui.ts'], build: true },
};

entry(async () => {
  const [name = '', ...rest] = process.argv.slice(2);
  const tool = TOOLS[name];
  if (!tool) throw new Error(`There is no tool "${name}"; there are ${Object.keys(TOOLS).join(', ')}.`);
  const { env } = await setUp({ build: tool.build ?? false });
  const [command = '', ...args] = [...tool.argv, ...rest];
  return (await run(command, args, { env, show: true })).code;
});
