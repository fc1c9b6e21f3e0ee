import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HostFacts } from '../../shared/domain/facts.ts';
import { platforms } from './index.ts';

/** The readers of a scan are for every POSIX host, whichever package manager it has; Windows is scanned, and nothing is installed there yet. */
const shared = ['scan', 'windows'];

it('every folder here is a package manager with its line in the registry, and the other way round', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && !shared.includes(entry.name) ? [entry.name] : [],
  );
  expect(Object.keys(platforms).sort()).toEqual(folders.sort());
});

it.each(Object.entries(platforms))('%s goes by its own name, which a scan can give', (name, platform) => {
  expect(platform.id).toBe(name);
  expect(HostFacts.shape.platform.options).toContain(name);
});
