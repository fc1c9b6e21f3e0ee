import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import { isWindowsProduct } from '../../../shared/domain/matching/windows/product.ts';
import type { Advisory, MsrcEntry } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed, type Needs, type RowReader } from '../feed.ts';
import { isCve } from '../fields.ts';
import { XmlSplitter } from '../split-xml.ts';
import { months } from './months.ts';

type MsrcRow = Advisory<MsrcEntry>;

/**
 * Microsoft's security updates, https://api.msrc.microsoft.com/cvrf/v3.0/swagger/index: one CVRF document a month
 * (CVRF 1.1 as XML, which is what the address answers without being asked for anything else). All months are needed:
 * what an update takes the place of is said in the month that it came.
 */
export const msrc: Feed<MsrcRow> = {
  id: 'msrc',
  title: FEED_TITLES.msrc,
  files: months(new Date()).map((month) => ({
    name: `msrc-${month.toLowerCase()}.xml`,
    release: 'windows',
    url: `https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/${month}`,
  })),
  maxBytes: 256 * 1024 ** 2,
  staleAfterDays: 35,
  reader: (_file, needs) => reader(needs),
};

interface Remediation {
  kind: string;
  description: string;
  products: string[];
  supersedence: string;
  fixedBuild: string;
  restart: string;
}
interface Vulnerability {
  cve: string;
  readonly affected: Set<string>;
  readonly severity: Map<string, string>;
  readonly impact: Map<string, string>;
  readonly remediations: Remediation[];
}

const blank = (): Vulnerability => ({ cve: '', affected: new Set(), severity: new Map(), impact: new Map(), remediations: [] });
/** Text of a host's size, and of a feed's honesty. */
const short = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 300);

function reader(needs: Needs): RowReader<MsrcRow> {
  const wanted = needs.releases.includes('windows');
  const document = new CvrfDocument();
  const xml = new XmlSplitter(document);
  const rows = (): MsrcRow[] => {
    const some = document.take();
    return wanted ? some : [];
  };
  return {
    push: (bytes) => {
      xml.push(bytes);
      return rows();
    },
    end: () => {
      xml.end();
      if (!document.vulnerabilities) throw new FeedFault('the document', 'no vulnerability');
      return rows();
    },
    edition: () => ({ version: document.id, date: document.date }),
  };
}

/** http://www.icasi.org/CVRF/schema/cvrf/1.1: the product tree comes first, then one vulnerability after the other. */
class CvrfDocument {
  vulnerabilities = 0;
  id: string | null = null;
  date: string | null = null;
  readonly #names = new Map<string, string>();
  #attributes: Readonly<Record<string, string>>[] = [];
  #now = blank();
  #threat: { kind: string; description: string; products: string[] } = { kind: '', description: '', products: [] };
  #rows: MsrcRow[] = [];

  take(): MsrcRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(path: readonly string[], attributes: Readonly<Record<string, string>>): void {
    if (path.length === 1 && path[0] !== 'cvrfdoc') throw new FeedFault('the document', 'no CVRF document');
    this.#attributes[path.length - 1] = attributes;
    const name = path.at(-1);
    if (name === 'Vulnerability') this.#now = blank();
    if (name === 'Threat') this.#threat = { kind: attributes['Type'] ?? '', description: '', products: [] };
    if (name === 'Remediation')
      this.#now.remediations.push({
        kind: attributes['Type'] ?? '',
        description: '',
        products: [],
        supersedence: '',
        fixedBuild: '',
        restart: '',
      });
  }

  close(path: readonly string[], text: string): void {
    const [name = '', parent = ''] = [path.at(-1), path.at(-2)];
    if (name === 'FullProductName') this.#names.set(this.#attributes[path.length - 1]?.['ProductID'] ?? '', short(text));
    if (name === 'CurrentReleaseDate' && /^\d{4}-\d{2}-\d{2}/.test(text)) this.date = text.slice(0, 10);
    if (name === 'ID' && parent === 'Identification') this.id = short(text).slice(0, 40);
    if (name === 'CVE' && parent === 'Vulnerability') this.#now.cve = text;
    if (parent === 'Status' && name === 'ProductID' && this.#attributes[path.length - 2]?.['Type'] === 'Known Affected')
      this.#now.affected.add(text);
    if (parent === 'Threat') this.#closeThreatPart(name, text);
    if (parent === 'Remediation') this.#closeRemediationPart(name, text);
    if (name === 'Threat') this.#closeThreat();
    if (name === 'Vulnerability') this.#closeVulnerability();
  }

  #closeThreatPart(name: string, text: string): void {
    if (name === 'Description') this.#threat.description = short(text);
    if (name === 'ProductID') this.#threat.products.push(text);
  }

  #closeThreat(): void {
    const { kind, description, products } = this.#threat;
    const into = kind === 'Severity' ? this.#now.severity : kind === 'Impact' ? this.#now.impact : null;
    for (const product of products) into?.set(product, description);
  }

  #closeRemediationPart(name: string, text: string): void {
    const now = this.#now.remediations.at(-1);
    if (!now) return;
    if (name === 'Description') now.description = text;
    if (name === 'ProductID') now.products.push(text);
    if (name === 'Supercedence') now.supersedence = text;
    if (name === 'FixedBuild') now.fixedBuild = text;
    if (name === 'RestartRequired') now.restart = short(text);
  }

  /** Numbers of Microsoft's own that are no CVE (ADV220002) are advice without a finding. */
  #closeVulnerability(): void {
    this.vulnerabilities += 1;
    const { cve, affected, remediations } = this.#now;
    if (!isCve(cve)) return;
    const fixed = new Set<string>();
    for (const one of remediations.filter(({ kind, description }) => kind === 'Vendor Fix' && /^\d{6,8}$/.test(description)))
      for (const product of one.products) {
        fixed.add(product);
        this.#add(product, one);
      }
    for (const product of affected) if (!fixed.has(product)) this.#add(product, null);
  }

  #add(product: string, fix: Remediation | null): void {
    const name = this.#names.get(product);
    if (name === undefined) throw new FeedFault(this.#now.cve, `the product ${product.slice(0, 40)} is not in the product tree`);
    if (!isWindowsProduct(name)) return;
    const body: MsrcEntry = {
      cve: this.#now.cve,
      kb: fix?.description ?? null,
      fixedBuild: fix && /^\d{1,5}(\.\d{1,6}){3}$/.test(fix.fixedBuild) ? fix.fixedBuild : null,
      supersedes: [...new Set(fix?.supersedence.match(/\d{6,8}/g) ?? [])],
      severity: this.#now.severity.get(product) ?? '',
      impact: this.#now.impact.get(product) ?? '',
      restart: fix?.restart ?? '',
    };
    this.#rows.push({ feed: 'msrc', release: 'windows', package: name, body });
  }
}
