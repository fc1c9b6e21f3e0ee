import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import type { ICruiseResult, IFlattenedRuleSet } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** A house of empty rooms in which every rule is broken once, and the same house in order. */
const project = join(import.meta.dirname, '../../../..');
const config = createRequire(import.meta.url)(join(project, '.dependency-cruiser.cjs')) as {
  forbidden: { name: string; comment: string }[];
  options: object;
};

/** The rooms, each with one module; `from` and `to` below name them by path. */
const HOUSE = [
  'src/shared/domain/host.ts',
  'src/shared/contract/contract.ts',
  'src/main/platforms/apt/apt.ts',
  'src/main/platforms/dnf/dnf.ts',
  'src/main/transports/ssh/ssh.ts',
  'src/main/transports/local/local.ts',
  'src/main/feeds/osv/osv.ts',
  'src/main/feeds/kev/kev.ts',
  'src/main/store/store.ts',
  'src/main/vault/vault.ts',
  'src/main/services/scan.ts',
  'src/main/reports/report.ts',
  'src/main/shells/compose.ts',
  'src/main/shells/chromium/main.ts',
  'src/main/shells/electron/main.ts',
  'src/preload/preload.ts',
  'src/renderer/main.tsx',
  'src/renderer/ui/button.tsx',
  'src/renderer/features/hosts/hosts.tsx',
  'src/renderer/features/history/history.tsx',
];

/** Rule, file, what it imports against the rule. */
const VIOLATIONS: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['domain-is-pure', 'src/shared/domain/host.ts', 'src/shared/contract/contract.ts'],
  ['domain-uses-zod-only', 'src/shared/domain/host.ts', 'node:fs'],
  ['domain-uses-zod-only', 'src/shared/domain/host.ts', 'ssh2'],
  ['contract-on-domain', 'src/shared/contract/contract.ts', 'src/main/store/store.ts'],
  ['contract-uses-zod-only', 'src/shared/contract/contract.ts', 'node:path'],
  ['platforms-on-domain', 'src/main/platforms/apt/apt.ts', 'src/main/transports/ssh/ssh.ts'],
  ['platforms-do-no-io', 'src/main/platforms/apt/apt.ts', 'node:child_process'],
  ['platforms-stand-alone', 'src/main/platforms/apt/apt.ts', 'src/main/platforms/dnf/dnf.ts'],
  ['transports-on-domain', 'src/main/transports/ssh/ssh.ts', 'src/main/platforms/apt/apt.ts'],
  ['transports-stand-alone', 'src/main/transports/ssh/ssh.ts', 'src/main/transports/local/local.ts'],
  ['feeds-on-domain', 'src/main/feeds/osv/osv.ts', 'src/main/store/store.ts'],
  ['feeds-stand-alone', 'src/main/feeds/osv/osv.ts', 'src/main/feeds/kev/kev.ts'],
  ['vault-on-domain', 'src/main/vault/vault.ts', 'src/main/store/store.ts'],
  ['store-on-domain', 'src/main/store/store.ts', 'src/main/services/scan.ts'],
  ['services-below-shells', 'src/main/services/scan.ts', 'src/main/shells/compose.ts'],
  ['reports-on-shared', 'src/main/reports/report.ts', 'src/main/store/store.ts'],
  ['shells-are-the-top', 'src/main/services/scan.ts', 'src/main/shells/compose.ts'],
  ['shells-stand-alone', 'src/main/shells/chromium/main.ts', 'src/main/shells/electron/main.ts'],
  ['compose-wires', 'src/main/shells/chromium/main.ts', 'src/main/store/store.ts'],
  ['main-without-window', 'src/main/services/scan.ts', 'src/renderer/ui/button.tsx'],
  ['renderer-on-shared', 'src/renderer/main.tsx', 'src/main/services/scan.ts'],
  ['renderer-without-node', 'src/renderer/main.tsx', 'node:fs'],
  ['features-stand-alone', 'src/renderer/features/hosts/hosts.tsx', 'src/renderer/features/history/history.tsx'],
  ['ui-is-dumb', 'src/renderer/ui/button.tsx', 'src/renderer/features/hosts/hosts.tsx'],
  ['preload-on-contract', 'src/preload/preload.ts', 'src/shared/domain/host.ts'],
  ['preload-uses-electron-only', 'src/preload/preload.ts', 'node:fs'],
  ['electron-in-its-shell', 'src/main/shells/chromium/main.ts', 'electron'],
  ['updater-in-its-shell', 'src/main/shells/chromium/main.ts', 'electron-updater'],
  ['sqlite-in-the-store', 'src/main/services/scan.ts', 'better-sqlite3'],
  ['ssh-in-its-transport', 'src/main/services/scan.ts', 'ssh2'],
  ['main-ships-its-packages', 'src/main/services/scan.ts', 'prettier'],
  ['no-cycles', 'src/shared/domain/host.ts', 'src/shared/domain/loop.ts'],
  ['no-orphans', 'src/main/services/nobody-calls-me.ts', ''],
  ['tests-are-leaves', 'src/main/services/scan.ts', 'src/main/services/scan.test.ts'],
  ['resolvable', 'src/main/services/scan.ts', 'src/main/services/not-there.ts'],
];

/** What a house in order imports: every arrow that architecture.md allows. */
const ARROWS: readonly (readonly [from: string, to: string])[] = [
  ['src/shared/domain/host.ts', 'zod'],
  ['src/shared/contract/contract.ts', 'src/shared/domain/host.ts'],
  ['src/main/platforms/apt/apt.ts', 'src/shared/domain/host.ts'],
  ['src/main/platforms/dnf/dnf.ts', 'src/shared/domain/host.ts'],
  ['src/main/transports/ssh/ssh.ts', 'ssh2'],
  ['src/main/transports/local/local.ts', 'node:child_process'],
  ['src/main/feeds/osv/osv.ts', 'src/shared/domain/host.ts'],
  ['src/main/feeds/kev/kev.ts', 'src/shared/domain/host.ts'],
  ['src/main/store/store.ts', 'better-sqlite3'],
  ['src/main/reports/report.ts', 'src/shared/domain/host.ts'],
  ['src/main/services/scan.ts', 'src/main/store/store.ts'],
  ['src/main/vault/vault.ts', 'src/shared/domain/host.ts'],
  ['src/main/services/scan.ts', 'src/main/vault/vault.ts'],
  ['src/main/services/scan.ts', 'src/main/platforms/apt/apt.ts'],
  ['src/main/shells/compose.ts', 'src/main/services/scan.ts'],
  ['src/main/shells/chromium/main.ts', 'src/main/shells/compose.ts'],
  ['src/main/shells/electron/main.ts', 'electron'],
  ['src/main/shells/chromium/main.ts', 'src/main/services/scan.ts'],
  ['src/preload/preload.ts', 'electron'],
  ['src/preload/preload.ts', 'src/shared/contract/contract.ts'],
  ['src/renderer/main.tsx', 'src/renderer/features/hosts/hosts.tsx'],
  ['src/renderer/main.tsx', 'src/renderer/features/history/history.tsx'],
  ['src/renderer/features/hosts/hosts.tsx', 'src/renderer/ui/button.tsx'],
  ['src/renderer/ui/button.tsx', 'react'],
];

let house = '';
const home = process.cwd();
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'patchbay-layers-'));
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.all.json']) cpSync(join(project, name), join(house, name));
  symlinkSync(join(project, 'node_modules'), join(house, 'node_modules'));
});
afterAll(() => {
  process.chdir(home);
  rmSync(house, { recursive: true, force: true });
});

/** Writes the house with these imports. @returns the names of the rules that it breaks, each with the file */
async function broken(imports: readonly (readonly [from: string, to: string])[]): Promise<string[]> {
  rmSync(join(house, 'src'), { recursive: true, force: true });
  for (const file of new Set([...HOUSE, ...imports.map(([from]) => from)])) {
    const lines = imports
      .filter(([from, to]) => from === file && to !== '')
      .map(([, to]) => `import ${JSON.stringify(specifier(file, to))};`);
    mkdirSync(join(house, dirname(file)), { recursive: true });
    writeFileSync(join(house, file), `${lines.join('\n')}\nexport const here = 1;\n`);
  }
  // dependency-cruiser takes paths and rules from the folder that it runs in.
  process.chdir(house);
  const { forbidden, options } = config;
  const result = await cruise(['src'], { ...options, validate: true, ruleSet: { forbidden } as IFlattenedRuleSet });
  return (result.output as ICruiseResult).summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
}

/** A path of ours as it is written in an import; a package's name as it is. */
function specifier(from: string, to: string): string {
  if (!to.startsWith('src/')) return to;
  return `${'../'.repeat(from.split('/').length - 1)}${to}`;
}

test('a house in order breaks no rule', async () => {
  expect(await broken(ARROWS)).toEqual([]);
});

test.each(VIOLATIONS)('%s: %s may not import %s', async (rule, from, to) => {
  const back: [string, string][] = rule === 'no-cycles' ? [[to, from]] : [];
  const leaf: [string, string][] = to.endsWith('.test.ts') ? [[to, '']] : [];
  expect(await broken([...ARROWS, [from, to], ...back, ...leaf])).toContain(`${rule}: ${from}`);
});

test('every rule is broken above, and says what is allowed', () => {
  expect([...new Set(VIOLATIONS.map(([rule]) => rule))].sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  expect(config.forbidden.filter(({ comment }) => comment.length < 10)).toEqual([]);
});

test('a type may point back, since nothing of it is left at run time', async () => {
  await broken(ARROWS);
  writeFileSync(join(house, 'src/shared/domain/host.ts'), "import type { B } from './b.ts';\nexport type A = B | 1;\n");
  writeFileSync(join(house, 'src/shared/domain/b.ts'), "import type { A } from './host.ts';\nexport type B = A | 2;\n");
  const { forbidden, options } = config;
  const result = await cruise(['src'], { ...options, validate: true, ruleSet: { forbidden } as IFlattenedRuleSet });
  expect((result.output as ICruiseResult).summary.violations).toEqual([]);
});
