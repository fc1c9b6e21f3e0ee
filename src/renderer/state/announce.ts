import { create } from 'zustand';

/**
 * What goes on by itself, for ears: one polite region for the whole window (a banner answers to a press and speaks for itself).
 * Whoever listens is told the newest, never a queue of what is over already, and not the same twice in a row.
 */
export const QUIET_MS = 3000;

export const useSpoken = create<{ text: string }>(() => ({ text: '' }));

let waiting: string | null = null;
let quiet = false;

export function announce(text: string): void {
  waiting = text;
  if (!quiet) speak();
}

function speak(): void {
  const text = waiting;
  waiting = null;
  quiet = false;
  if (text === null || text === useSpoken.getState().text) return;
  useSpoken.setState({ text });
  quiet = true;
  setTimeout(speak, QUIET_MS);
}
