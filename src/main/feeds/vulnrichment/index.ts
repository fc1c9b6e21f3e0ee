import { parseCvss } from '../../../shared/domain/cvss/cvss.ts';
import { readSsvc } from '../../../shared/domain/ranking/inputs.ts';
import type { CveRecordRow, CvssRow } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed } from '../feed.ts';
import { fields, isCve, listIn, needed, own, textOf, type Fields } from '../fields.ts';
import { tarRecords } from '../tar-records.ts';

/**
 * CISA Vulnrichment, https://github.com/cisagov/vulnrichment, CC0: CVE records (CVE_RECORD 5.x) with CISA's own part.
 * It is taken as a whole: to ask for single records would tell which ones concern the inventory.
 */
export const vulnrichment: Feed<CveRecordRow> = {
  id: 'vulnrichment',
  title: 'CISA Vulnrichment',
  files: [{ name: 'vulnrichment.tar.gz', url: 'https://github.com/cisagov/vulnrichment/archive/refs/heads/develop.tar.gz' }],
  // 44,000 records of October 2024 are 290 MB of JSON; 20,000 and more come every year.
  maxBytes: 4 * 1024 ** 3,
  staleAfterDays: 7,
  reader: () => tarRecords({ name: RECORD, maxRecord: MAX_RECORD, read: readRecord }),
};

/** The longest known, a kernel CVE with every version that it was in, has 0.5 MB. */
const MAX_RECORD = 8 * 1024 ** 2;
const RECORD = /(?:^|\/)(CVE-\d{4}-\d{4,19})\.json$/;

/** No row where the number was rejected: there is no such vulnerability. */
function readRecord(record: Fields, place: string): { rows: CveRecordRow[]; date: string | null } {
  if (own(record, 'dataType') !== 'CVE_RECORD') throw new FeedFault(`${place} > dataType`, 'CVE_RECORD was expected');
  const metadata = fields(own(record, 'cveMetadata'), `${place} > cveMetadata`);
  const cve = needed(metadata, 'cveId', `${place} > cveMetadata`);
  if (!isCve(cve)) throw new FeedFault(`${place} > cveMetadata > cveId`, 'no CVE number');
  if (own(metadata, 'state') === 'REJECTED') return { rows: [], date: null };
  const containers = fields(own(record, 'containers'), `${place} > containers`);
  const cna = fields(own(containers, 'cna') ?? {}, `${place} > cna`);
  const cisa = cisaPart(containers, place);
  const ssvc = ssvcOf(cisa, `${place} > adp`);
  const owner = textOf(metadata, 'assignerShortName', place);
  const cvss = [...vectorsOf(cna, owner ? `CNA ${owner}` : 'CNA', `${place} > cna`), ...vectorsOf(cisa, 'CISA', `${place} > adp`)];
  return { rows: [{ cve, ...ssvc.row, cvss }], date: ssvc.said };
}

/** Others add to a record as well; CISA's part is told by its provider. */
function cisaPart(containers: Fields, place: string): Fields {
  const parts = listIn(containers, 'adp', place).map((one) => fields(one, `${place} > adp`));
  return parts.find((one) => own(fields(own(one, 'providerMetadata') ?? {}, place), 'shortName') === 'CISA-ADP') ?? {};
}

function ssvcOf(part: Fields, place: string): { row: Pick<CveRecordRow, 'exploitation' | 'automatable' | 'impact'>; said: string | null } {
  for (const metric of listIn(part, 'metrics', place)) {
    const other = own(fields(metric, place), 'other');
    if (other === undefined || own(fields(other, place), 'type') !== 'ssvc') continue;
    const content = fields(own(fields(other, place), 'content'), place);
    const options = listIn(content, 'options', place).map((one) => fields(one, place));
    const said = (name: string): string => options.map((one) => textOf(one, name, place)).find((one) => one !== null) ?? '';
    const time = textOf(content, 'timestamp', place)?.slice(0, 10) ?? null;
    const row = readSsvc(said('Exploitation'), said('Automatable'), said('Technical Impact'));
    return { row, said: time !== null && /^\d{4}-\d{2}-\d{2}$/.test(time) ? time : null };
  }
  return { row: { exploitation: null, automatable: null, impact: null }, said: null };
}

const METRICS = ['cvssV4_0', 'cvssV3_1', 'cvssV3_0', 'cvssV2_0'];

/** What is no vector is left out: numbering authorities write what they like there, and one of them must not cost all. */
function vectorsOf(part: Fields, source: string, place: string): CvssRow[] {
  return listIn(part, 'metrics', place).flatMap((metric) =>
    METRICS.flatMap((name) => {
      const cvss = own(fields(metric, place), name);
      const vector = cvss === undefined ? null : own(fields(cvss, `${place} > ${name}`), 'vectorString');
      return typeof vector === 'string' && parseCvss(vector) ? [{ vector, source }] : [];
    }),
  );
}
