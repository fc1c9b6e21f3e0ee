/**
 * What package-url/purl-spec says of each type beyond the general rules (types/*-definition.json, commit 16f3d0e).
 * A type that is not here has no rules of its own.
 */
interface PurlType {
  /** Optional where nothing is said. */
  readonly namespace?: 'required' | 'prohibited';
  /** The parts whose letters are folded to lower case in the canonical form. */
  readonly lower?: readonly ('namespace' | 'name' | 'version' | 'subpath')[];
  /** Qualifiers without which there is no package. */
  readonly needs?: readonly string[];
  readonly name?: RegExp;
  readonly version?: RegExp;
}

const required = 'required';
const prohibited = 'prohibited';
const both = ['namespace', 'name'] as const;

export const PURL_TYPES: Readonly<Record<string, PurlType>> = {
  alpm: { namespace: required, lower: both },
  apk: { namespace: required, lower: both },
  bazel: { namespace: prohibited },
  bitbucket: { namespace: required, lower: both },
  bitnami: { namespace: prohibited, lower: ['name'] },
  brew: { lower: both },
  cargo: { namespace: prohibited },
  'chrome-extension': { namespace: prohibited, lower: ['name'], name: /^[a-p]{32}$/, version: /^\d+(\.\d+){0,3}$/ },
  cocoapods: { namespace: prohibited },
  composer: { namespace: required, lower: both },
  conda: { namespace: prohibited },
  // A distribution, never a module: those have "::" in their names.
  cpan: { name: /^(?!.*::)/ },
  cran: { namespace: prohibited },
  deb: { namespace: required, lower: both },
  gem: { namespace: prohibited },
  git: { namespace: required, lower: both },
  github: { namespace: required, lower: both },
  golang: { namespace: required },
  hackage: { namespace: prohibited },
  hex: { lower: both },
  huggingface: { namespace: required, lower: ['version'] },
  julia: { namespace: prohibited, needs: ['uuid'] },
  luarocks: { lower: both },
  maven: { namespace: required },
  mlflow: { namespace: prohibited },
  nuget: { namespace: prohibited },
  oci: { namespace: prohibited, lower: ['name', 'version'] },
  opam: { namespace: prohibited },
  otp: { namespace: prohibited, lower: ['name', 'subpath'] },
  pub: { namespace: prohibited, lower: ['name'] },
  pypi: { namespace: prohibited, lower: ['name', 'version'] },
  qpkg: { namespace: required, lower: ['namespace'] },
  rpm: { namespace: required, lower: ['namespace'] },
  swid: { needs: ['tag_id'] },
  swift: { namespace: required },
  vcpkg: { namespace: prohibited },
  'vscode-extension': { namespace: required, lower: ['namespace', 'name', 'version'] },
  yocto: { lower: ['namespace'] },
};

/** What a definition asks of a name beyond its case. */
export function normalName(type: string, name: string, qualifiers: Readonly<Record<string, string>>): string {
  if (type === 'pypi') return name.replaceAll('_', '-');
  if (type === 'pub') return name.replace(/[^a-z0-9]/g, '_');
  // mlflow: the registry decides; Azure Databricks does not tell case, Azure ML does.
  if (type === 'mlflow' && qualifiers['repository_url']?.includes('azuredatabricks')) return name.toLowerCase();
  return name;
}
