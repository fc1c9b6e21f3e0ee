import type { Database } from 'better-sqlite3';
import { guarded } from './errors.ts';
import { readEvidence } from './evidence.ts';
import { readFindings } from './findings.ts';
import { readReports, writeReports } from './reports.ts';
import type { ReportingReader, ReportingWriter } from './store-reports.ts';

export function readReporting(db: Database, file: string): ReportingReader {
  const { snapshots, reports } = readReports(db);
  const findings = readFindings(db);
  return {
    evidence: guarded(
      readEvidence(db, (ids) => findings.items(ids)),
      file,
    ),
    snapshots: guarded(snapshots, file),
    reports: guarded(reports, file),
  };
}

export function writeReporting(db: Database, file: string, read: ReportingReader): ReportingWriter {
  const { snapshots, reports } = writeReports(db);
  return {
    evidence: read.evidence,
    snapshots: { ...read.snapshots, ...guarded(snapshots, file) },
    reports: { ...read.reports, ...guarded(reports, file) },
  };
}
