import type { Settings } from '../../shared/contract/contract.ts';
import { saveInto } from './live.ts';
import { act } from './notices.ts';

/** Answers whether they were saved; a refusal is told in the banner. */
export async function saveSettings(part: Partial<Settings>): Promise<boolean> {
  let saved = false;
  await saveInto('settings.get', part, async () => {
    const settings = await act('settings.set', part);
    saved = settings !== null;
    return settings;
  });
  return saved;
}
