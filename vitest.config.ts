import { defineConfig } from 'vitest/config';

/** Each project is a part of `npm test` (src/main/shells/setup/parts.mjs). Two cores are the smallest machine that this is run on. */
export default defineConfig({
  test: {
    maxWorkers: 2,
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
