import { vi } from 'vitest';
import type { BrowserWindow } from 'electron';

type Listener = (...args: unknown[]) => unknown;

/** Something that has listeners, as every object of Electron. `tell` answers what the event did: whether its default was prevented. */
export function emitter() {
  const listeners = new Map<string, Listener[]>();
  const on = vi.fn((name: string, listener: Listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]));
  const tell = (name: string, ...args: unknown[]) => {
    const event = { preventDefault: vi.fn() };
    for (const listener of listeners.get(name) ?? []) listener(event, ...args);
    return { prevented: event.preventDefault.mock.calls.length > 0 };
  };
  return { on, once: on, tell };
}

/** A window that does nothing but remember. */
export function fakeWindow() {
  const contents = { ...emitter(), send: vi.fn(), forcefullyCrashRenderer: vi.fn() };
  const window = {
    ...emitter(),
    webContents: contents,
    loadURL: vi.fn(async () => undefined),
    close: vi.fn(),
    show: vi.fn(),
    focus: vi.fn(),
    restore: vi.fn(),
    isMinimized: vi.fn(() => true),
    isFocused: vi.fn(() => false),
    isDestroyed: vi.fn(() => false),
    isMaximized: vi.fn(() => true),
    getNormalBounds: vi.fn(() => ({ x: 10, y: 20, width: 1000, height: 700 })),
  };
  return { window: window as unknown as BrowserWindow, fake: window, contents };
}
