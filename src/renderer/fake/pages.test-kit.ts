import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { noBrowser, openStage, type Look, type Stage } from './stage.test-kit.ts';

/** A page takes a second or two, and ten where the machine is busy with something else. Milliseconds. */
const PATIENCE = 120_000;

type WithPage = (look: Look, work: (page: Page) => Promise<void>) => Promise<void>;

/**
 * A stage for a file of tests: opened before the first, ended after the last, and no page of them may have thrown or asked
 * for what the policy refuses. `usual` is the look of its pages where a test says nothing else.
 */
export function onStage(usual: Look = {}, testTimeout = PATIENCE): { readonly withPage: WithPage } {
  vi.setConfig({ testTimeout, hookTimeout: PATIENCE });
  let stage: Stage | null = null;
  beforeAll(async () => {
    if (noBrowser) console.warn(`Pages are not tested: ${noBrowser}`);
    else stage = await openStage();
  });
  afterAll(async () => {
    expect(stage?.complaints ?? []).toEqual([]);
    await stage?.end();
  });
  return {
    withPage: async (look, work) => {
      if (!stage) throw new Error('a test of a page runs where there is a browser');
      await work(await stage.open({ ...usual, ...look }));
    },
  };
}
