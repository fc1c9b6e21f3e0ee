/**
 * What the inventory shows of products that end on a day of their own, by endoflife.date's names. The first group of the
 * pattern is the cycle; without one the cycle is the first `parts` numbers of the version.
 */
export interface Product {
  readonly product: string;
  readonly pattern: RegExp;
  readonly parts?: 1 | 2;
  /** Whose dates are taken, where that is not the product itself. */
  readonly datesOf?: string;
}

const PRODUCTS: readonly Product[] = [
  { product: 'postgresql', pattern: /^postgresql-(\d+(?:\.\d+)?)$/ },
  { product: 'postgresql', pattern: /^postgresql(\d\d)-server$/ },
  { product: 'mysql', pattern: /^mysql-(?:community-)?server(?:-core)?-(\d+\.\d+)$/ },
  { product: 'mysql', pattern: /^mysql-community-server$/, parts: 2 },
  { product: 'mariadb', pattern: /^mariadb-server$/i, parts: 2 },
  { product: 'nginx', pattern: /^nginx(?:-core)?$/, parts: 2 },
  { product: 'apache-http-server', pattern: /^(?:apache2|apache2-bin|httpd)$/, parts: 2 },
  { product: 'php', pattern: /^php(\d\.\d)-(?:cli|fpm|common)$/ },
  { product: 'php', pattern: /^php-(?:cli|fpm|common)$/, parts: 2 },
  { product: 'python', pattern: /^python(\d\.\d+)$/ },
  { product: 'nodejs', pattern: /^nodejs$/, parts: 1 },
  { product: 'ruby', pattern: /^ruby(\d\.\d)$/ },
  { product: 'eclipse-temurin', pattern: /^openjdk-(\d+)-(?:jre|jdk)(?:-headless)?$/, datesOf: 'Eclipse Temurin, for OpenJDK' },
  { product: 'eclipse-temurin', pattern: /^temurin-(\d+)-(?:jre|jdk)$/ },
  { product: 'tomcat', pattern: /^tomcat\d+$/, parts: 2 },
  { product: 'redis', pattern: /^redis-server$/, parts: 2 },
  { product: 'valkey', pattern: /^valkey-server$/, parts: 2 },
  { product: 'mongodb', pattern: /^mongodb-org-server$/, parts: 2 },
  { product: 'haproxy', pattern: /^haproxy$/, parts: 2 },
  { product: 'squid', pattern: /^squid$/, parts: 1 },
  { product: 'memcached', pattern: /^memcached$/, parts: 2 },
  { product: 'docker-engine', pattern: /^docker-ce$/, parts: 1 },
  { product: 'dotnet', pattern: /^(?:dotnet|aspnetcore)-runtime-(\d+)\.0$/ },
];

/** The product that a package is, with its cycle; null where it is none of these, or php-common, say, has a version that is no upstream's. */
export function productOf(name: string, version: string): { readonly product: Product; readonly cycle: string } | null {
  for (const product of PRODUCTS) {
    const match = product.pattern.exec(name);
    if (!match) continue;
    if (match[1]) return { product, cycle: match[1].replace(/^(9)(\d)$/, '$1.$2') };
    const upstream = version.replace(/^\d+:/, '');
    const numbers = /^(\d+)(?:\.(\d+))?/.exec(upstream);
    // A meta package counts on its own: Debian's "php-common 2:93".
    if (!numbers?.[1] || (product.parts === 2 && !numbers[2])) return null;
    return { product, cycle: product.parts === 2 ? `${numbers[1]}.${numbers[2] ?? ''}` : numbers[1] };
  }
  return null;
}

/** Extended support of systems: its name, and whether everybody has it without doing anything. */
export const EXTENDED: Readonly<Record<string, { readonly name: string; readonly everybody: boolean }>> = {
  debian: { name: 'LTS', everybody: true },
  ubuntu: { name: 'ESM', everybody: false },
  rhel: { name: 'ELS', everybody: false },
  sles: { name: 'LTSS', everybody: false },
  'windows-server': { name: 'ESU', everybody: false },
  windows: { name: 'ESU', everybody: false },
};

/** Freexian's ELTS by Debian release, as distro-info-data 0.58 has it (https://wiki.debian.org/LTS/Extended). */
export const DEBIAN_ELTS: Readonly<Record<string, string>> = {
  '8': '2025-06-30',
  '9': '2027-06-30',
  '10': '2029-06-30',
  '11': '2031-06-30',
  '12': '2033-06-30',
  '13': '2035-06-30',
};
