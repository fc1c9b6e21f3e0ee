import { dialog, powerMonitor } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Engine } from '../../../shared/contract/contract.ts';
import { openDeployments } from '../serve/attention.ts';
import { texts } from '../serve/texts.ts';

/** Before the window closes while a deployment is open, the person reads what becomes of it. Enter is a yes. */
export function confirmQuit(window: BrowserWindow, engine: Engine): void {
  let state: 'open' | 'asking' | 'sure' = 'open';
  const decide = async (): Promise<void> => {
    const open = await openDeployments(engine);
    if (state === 'sure') return;
    state = open === 0 || (await saysYes(window, open)) ? 'sure' : 'open';
    if (state === 'sure') window.close();
  };
  // The computer ends, which nobody should be kept from by a question.
  const computerEnds = (): void => void (state = 'sure');
  powerMonitor.on('shutdown', computerEnds);
  window.on('query-session-end', computerEnds);
  window.on('close', (event) => {
    if (state === 'sure') return;
    event.preventDefault();
    if (state === 'asking') return;
    state = 'asking';
    void decide();
  });
}

async function saysYes(window: BrowserWindow, open: number): Promise<boolean> {
  const buttons = [texts.quit, texts.stay];
  const question = {
    type: 'question' as const,
    message: texts.quitTitle(open),
    detail: texts.quitDetail,
    buttons,
    defaultId: 0,
    cancelId: 1,
  };
  return (await dialog.showMessageBox(window, question)).response === 0;
}
