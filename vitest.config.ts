import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    // Two cores are the smallest machine that this is run on.
    maxWorkers: 2,
    testTimeout: 15_000,
  },
});
