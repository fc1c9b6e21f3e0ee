import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { packers, type Packed } from './pack-shipped.ts';

const make = (name: string, bytes: Buffer, day: string | null): Promise<Packed> => {
  const one = packers[name];
  if (!one) throw new Error(name);
  return one(bytes, day);
};

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../feeds', name));
const opened = (packed: Buffer): Record<string, unknown> => JSON.parse(gunzipSync(packed).toString()) as Record<string, unknown>;

it('KEV keeps its catalogue, its day and every entry, and nothing that is not read', async () => {
  const { packed, date, rows } = await make('kev.json', fixture('kev/fixtures/kev.json'), null);
  const source = JSON.parse(fixture('kev/fixtures/kev.json').toString()) as { vulnerabilities: { cveID: string }[] };
  expect([date, rows]).toEqual(['2026-08-07', source.vulnerabilities.length]);
  const text = opened(packed) as { catalogVersion: string; vulnerabilities: { cveID: string }[] };
  expect(text.catalogVersion).toBe('2026.08.07');
  expect(text.vulnerabilities.map((one) => one.cveID)).toEqual(source.vulnerabilities.map((one) => one.cveID));
  expect(JSON.stringify(text)).not.toContain('shortDescription');
});

it('endoflife.date needs a day where it does not say its own', async () => {
  const bytes = fixture('endoflife/fixtures/endoflife.json');
  await expect(make('endoflife.json', bytes, null)).rejects.toThrow('give the day');
  const { packed, date } = await make('endoflife.json', bytes, '2026-08-22');
  expect(date).toBe('2026-08-22');
  expect(opened(packed)).toMatchObject({ last_modified: '2026-08-22' });
  expect((await make('endoflife.json', packed, '2030-01-01')).date, 'its own day counts').toBe('2026-08-22');
});

it('makes nothing of what is not the feed', async () => {
  await expect(make('kev.json', Buffer.from('<html>'), null)).rejects.toThrow('cannot be read');
});
