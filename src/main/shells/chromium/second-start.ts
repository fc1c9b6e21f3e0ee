import type { Holder } from '../serve/lock.ts';
import { texts } from '../serve/texts.ts';

/** A signal carries nothing but itself: there is no socket into which somebody else could write. */
const KNOCK = 'SIGUSR2';

/** To be called before the lock is taken: a process that does not listen would be ended by the signal. */
export function hearKnocks(platform: NodeJS.Platform): { answerWith(raise: () => void): void } {
  let answer: () => void = () => undefined;
  // Windows has no signals: process.kill would end the other process (nodejs.org, "process.kill").
  if (platform !== 'win32') process.on(KNOCK, () => answer());
  return { answerWith: (raise) => (answer = raise) };
}

/** Says who has the window open, and asks a Chromium window to come to the front. @returns the exit code: 0 where it did */
export function knock(holder: Holder, dataFolder: string, platform: NodeJS.Platform, kill = process.kill.bind(process)): number {
  const open = texts.alreadyOpen(holder.shell, holder.pid, dataFolder);
  const raised = platform !== 'win32' && holder.shell === 'chromium' && tries(() => kill(holder.pid, KNOCK));
  process.stderr.write(raised ? `${open} ${texts.raised}\n` : `${open}\n`);
  return raised ? 0 : 1;
}

/** Another user's process, or one that has ended since, cannot be asked. */
function tries(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
