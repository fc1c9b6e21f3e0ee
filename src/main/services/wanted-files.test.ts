import { expect, it } from 'vitest';
import { FetchFeedsInput } from '../../shared/contract/feeds.ts';
import { feeds } from '../feeds/index.ts';
import { wantedFiles } from './wanted-files.ts';

const COMMON = ['endoflife.json', 'epss.csv.gz', 'kev.json', 'vulnrichment.tar.gz'];
const names = (change: object): string[] => {
  const wanted = wantedFiles(FetchFeedsInput.parse({ folder: '/f', ...change }), Object.values(feeds));
  return wanted.ok ? wanted.value.map(({ file }) => file.name).sort() : [wanted.problem.kind];
};

it.each([
  [['debian:12'], ['debian-tracker.json', 'security-support-ended.deb12', 'security-support-limited']],
  [
    ['alpine:3.20', 'arch'],
    ['alpine-3.20-community.json', 'alpine-3.20-main.json', 'arch-tracker.json'],
  ],
  [['alma:9', 'alma:8'], ['almalinux-osv.zip']],
])('%j needs its vendors and what is common', (releases, files) => expect(names({ releases })).toEqual([...COMMON, ...files].sort()));

it('none named, all of them; feeds named, those', () => {
  expect(names({}).length).toBeGreaterThan(30);
  expect(names({ only: ['kev'], releases: ['alma:9'] })).toEqual(['kev.json']);
  expect(names({ releases: ['debian'] })).toEqual(['invalid-input']);
  expect(names({ only: ['nothing'] })).toEqual(['invalid-input']);
});
