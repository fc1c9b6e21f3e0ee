import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** With two workers, what takes minutes goes first: at the end it would leave one of them with nothing to do. */
const LONG = [
  'e2e/faults.test.ts',
  'e2e/journey-window.test.ts',
  'e2e/journey-cli.test.ts',
  'e2e/rings.test.ts',
  'e2e/runner/detached.test.ts',
];
const place = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((file) => moduleId.endsWith(file));
  return at < 0 ? LONG.length : at;
};
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/** Each project is a part of `npm test` (src/main/shells/setup/parts.mjs). Two cores are the smallest machine that this is run on. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}'], testTimeout: 15_000 } },
      // One browser at a time, over made-up hosts.
      { test: { name: 'visual', include: ['e2e/visual/**/*.test.ts'], testTimeout: 120_000, fileParallelism: false } },
      {
        test: {
          name: 'window',
          include: ['e2e/window/**/*.test.ts', 'e2e/package/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['e2e/**/*.test.ts'],
          exclude: ['e2e/window/**', 'e2e/package/**', 'e2e/visual/**'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // Two fleets at once, each with its own namespaces: their tests wait for hosts more than they work.
          fileParallelism: true,
        },
      },
    ],
  },
});
