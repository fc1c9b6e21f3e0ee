import { defineConfig } from '@playwright/test';

/** The built app, driven as a person would. Each test has its own data folder; none sleeps. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/journey',
  workers: 1,
  timeout: 300_000,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
});
