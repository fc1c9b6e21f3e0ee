import { useSyncExternalStore } from 'react';

const SECOND = 1000;
const whole = (): number => Math.floor(Date.now() / SECOND) * SECOND;

const everySecond = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, SECOND);
  return () => clearInterval(timer);
};
const never = (): (() => void) => () => undefined;

/** The time in milliseconds, to the second; it stands still where nothing is measured. */
export const useNow = (moves: boolean): number => useSyncExternalStore(moves ? everySecond : never, whole);
