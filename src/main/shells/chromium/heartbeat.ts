const BEAT_MS = 3000;
/** Two in a row: after a laptop's sleep the first beat may fire before the browser has had its turn. */
const MISSED_BEATS = 2;

/**
 * Asks again and again whether the browser is there. A display that goes away leaves one that neither ends nor answers.
 * @param dead told once: why, or null where the browser says itself that the window is gone
 * @returns the function that ends it
 */
export function startHeartbeat(ask: () => Promise<unknown>, dead: (reason: string | null) => void): () => void {
  let missed = 0;
  const end = (reason: string | null): void => {
    clearInterval(timer);
    dead(reason);
  };
  const timer = setInterval(() => {
    if (missed >= MISSED_BEATS) return end('The browser no longer answers.');
    missed += 1;
    ask().then(
      () => (missed = 0),
      () => end(null),
    );
  }, BEAT_MS);
  return () => clearInterval(timer);
}
