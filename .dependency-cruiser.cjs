// The layers as rules: shells -> services -> { platforms, transports, feeds, store } -> domain (docs/architecture.md).
// Each comment says what is allowed. src/main/shells/setup/layers.test.ts plants a violation of every rule.

/** Tests and benchmarks, and what only they use. */
const TEST = '\\.(test|test-kit|bench)\\.tsx?$';
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

/** `from` may import the folders in `allowed` (and itself), and nothing else of ours. */
const layer = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^${from}/` },
  to: { path: '^(src|e2e)/', pathNot: [from, ...allowed].map((part) => `^${part}(/|$)`) },
});

/** Code (not its tests) in `from` may use only `allowed` of what comes from npm or Node. */
const outside = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^${from}/`, pathNot: TEST },
  to: { dependencyTypes: ['core', ...NPM], ...(allowed.length > 0 && { pathNot: allowed.map((part) => `(^|node_modules/)${part}(/|$)`) }) },
});

/** The folders of one level stand alone; files that lie in `parent` itself, and the folder `shared`, are for all of them. */
const apart = (name, parent, comment, shared = '-') => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^${parent}/([^/]+)/` },
  to: { path: `^${parent}/[^/]+/`, pathNot: [`^${parent}/$1/`, `^${parent}/${shared}/`] },
});

module.exports = {
  forbidden: [
    layer('domain-is-pure', 'src/shared/domain', [], 'domain imports nothing but zod and itself'),
    outside(
      'domain-uses-zod-only',
      'src/shared/domain',
      ['zod', 'ae-cvss-calculator', 'temporal-polyfill'],
      'domain imports nothing but zod and itself (and the pure calculator of decision 0012, the time zones of 0019): no Node, no other package',
    ),
    layer('contract-on-domain', 'src/shared/contract', ['src/shared/domain'], 'the contract imports the domain and zod'),
    outside(
      'contract-uses-zod-only',
      'src/shared/contract',
      ['zod'],
      'the contract imports the domain and zod: it runs in the page as well',
    ),

    layer(
      'platforms-on-domain',
      'src/main/platforms',
      ['src/shared/domain', 'src/main/resources.ts'],
      'platforms import the domain (commands and parsers, no I/O) and read their shipped host scripts through src/main/resources.ts',
    ),
    outside(
      'platforms-do-no-io',
      'src/main/platforms',
      ['zod', 'crypto', 'node:crypto'],
      'platforms are pure: zod and node:crypto, no I/O',
    ),
    apart(
      'platforms-stand-alone',
      'src/main/platforms',
      'one platform does not know another; what they share lies in src/main/platforms itself',
    ),
    layer('transports-on-domain', 'src/main/transports', ['src/shared/domain'], 'transports import the domain: they carry bytes'),
    apart(
      'transports-stand-alone',
      'src/main/transports',
      'one transport does not know another; what they share lies in src/main/transports itself',
    ),
    layer('feeds-on-domain', 'src/main/feeds', ['src/shared/domain'], 'feeds import the domain: fetch and parse into rows'),
    apart('feeds-stand-alone', 'src/main/feeds', 'one feed does not know another; what they share lies in src/main/feeds itself'),
    layer(
      'vault-on-domain',
      'src/main/vault',
      ['src/shared/domain'],
      'the vault imports the domain; its lock and key stores are handed to it',
    ),
    layer('store-on-domain', 'src/main/store', ['src/shared'], "the store imports the domain and the contract's types"),
    layer(
      'services-below-shells',
      'src/main/services',
      [
        'src/shared',
        'src/main/platforms',
        'src/main/transports',
        'src/main/feeds',
        'src/main/store',
        'src/main/vault',
        'src/main/reports',
        'src/main/resources.ts',
      ],
      'services import platforms, transports, feeds, store, vault, reports and shared, and read shipped files through src/main/resources.ts; a shell calls them, never the other way round',
    ),
    layer('reports-on-shared', 'src/main/reports', ['src/shared'], 'reports import shared: data in, document out'),
    {
      name: 'shells-are-the-top',
      severity: 'error',
      comment: 'only a shell imports shells; everything else is called by them',
      from: { path: '^src/', pathNot: '^src/main/shells/' },
      to: { path: '^src/main/shells/' },
    },
    {
      name: 'shells-stand-alone',
      severity: 'error',
      comment: 'one shell does not know another; what they share lies in src/main/shells itself or in shells/serve',
      from: { path: '^src/main/shells/([^/]+)/' },
      to: { path: '^src/main/shells/[^/]+/', pathNot: ['^src/main/shells/$1/', '^src/main/shells/serve/'] },
    },
    {
      name: 'compose-wires',
      severity: 'error',
      comment: 'a shell reaches what is below the services through src/main/shells/compose.ts; it builds no part of it',
      from: { path: '^src/main/shells/[^/]+/', pathNot: TEST },
      to: { path: '^src/main/(store|vault|transports|platforms|feeds|reports)/', pathNot: '^src/main/vault/key-store.ts$' },
    },
    layer(
      'main-without-window',
      'src/main',
      ['src/shared'],
      'the main side imports main and shared, never the renderer or the preload script',
    ),

    layer(
      'renderer-on-shared',
      'src/renderer',
      ['src/shared'],
      'the renderer imports src/shared only; the rest it asks for through window.api',
    ),
    {
      name: 'renderer-without-node',
      severity: 'error',
      comment: 'the renderer runs in a page: no Node module',
      from: { path: '^src/renderer/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    apart('features-stand-alone', 'src/renderer/features', 'one page does not import another; what they share lies in src/renderer/ui'),
    {
      name: 'ui-is-dumb',
      severity: 'error',
      comment: 'widgets in src/renderer/ui know no page',
      from: { path: '^src/renderer/ui/' },
      to: { path: '^src/renderer/(features/|routes)' },
    },

    layer('preload-on-contract', 'src/preload', ['src/shared/contract'], 'the preload script imports the contract and electron'),
    outside('preload-uses-electron-only', 'src/preload', ['electron'], 'the preload script imports the contract and electron'),
    {
      name: 'electron-in-its-shell',
      severity: 'error',
      comment: 'electron is imported in src/main/shells/electron and src/preload alone',
      from: { pathNot: ['^src/main/shells/electron/', '^src/preload/', '^e2e/'] },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'updater-in-its-shell',
      severity: 'error',
      comment: 'electron-updater is imported in src/main/shells/electron alone: nothing else brings itself up to date',
      from: { path: '^src/', pathNot: '^src/main/shells/electron/' },
      to: { path: '(^|node_modules/)electron-updater(/|$)' },
    },
    {
      name: 'sqlite-in-the-store',
      severity: 'error',
      comment: 'better-sqlite3 is imported in src/main/store alone',
      from: { path: '^src/', pathNot: '^src/main/store/' },
      to: { path: '(^|node_modules/)better-sqlite3(/|$)' },
    },
    {
      name: 'ssh-in-its-transport',
      severity: 'error',
      comment: 'ssh2 and node-ssh are imported in src/main/transports alone',
      from: { path: '^src/', pathNot: ['^src/main/transports/', TEST] },
      to: { path: '(^|node_modules/)(ssh2|node-ssh)(/|$)' },
    },
    {
      name: 'main-ships-its-packages',
      severity: 'error',
      comment: 'what the main side runs on stands under "dependencies"; electron brings itself',
      from: { path: '^src/main/', pathNot: [TEST, '^src/main/shells/setup/', '/testing/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '(^|node_modules/)(electron|@types)(/|$)' },
    },

    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'imports go one way; only a type may point back, since nothing of it is left at run time',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'every module is used, or is an entry, a test or a configuration',
      from: {
        orphan: true,
        pathNot: [
          TEST,
          '\\.spec\\.ts$',
          '\\.d\\.ts$',
          '(^|/)[^/]*\\.config\\.(ts|js|mjs)$',
          '^src/main/shells/setup/',
          '^src/main/store/migrations/',
        ],
      },
      to: {},
    },
    {
      name: 'tests-are-leaves',
      severity: 'error',
      comment: 'nothing imports a test, and only tests import a test kit',
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'every import resolves',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.tools)/' },
    // Type-only imports are arrows too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.all.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.d.ts'],
    },
  },
};
