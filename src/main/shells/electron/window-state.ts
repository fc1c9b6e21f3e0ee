import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { BrowserWindow, Rectangle } from 'electron';
import { z } from 'zod';

const Coordinate = z.int().min(-100_000).max(100_000);
const Size = z.int().min(1).max(100_000);
const WindowState = z.object({ x: Coordinate, y: Coordinate, width: Size, height: Size, maximised: z.boolean() });
type WindowState = z.infer<typeof WindowState>;

/** Of the window, at least this much must lie on a display, in device-independent pixels: enough to take hold of its title. */
const VISIBLE = { width: 120, height: 40 };

/** Where the window opens: as it was left, or null (in the middle, at its usual size) where nothing usable was kept. */
export function readWindowState(file: string, workAreas: readonly Rectangle[]): WindowState | null {
  try {
    const state = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
    const area = workAreas.find((one) => overlap(state, one));
    // The display may be gone, or smaller than it was.
    return area ? { ...state, width: Math.min(state.width, area.width), height: Math.min(state.height, area.height) } : null;
  } catch {
    return null;
  }
}

/** The title bar is at the top: a window that begins above a display cannot be taken hold of. */
function overlap(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return across >= VISIBLE.width && window.y >= area.y && window.y <= area.y + area.height - VISIBLE.height;
}

/** Keeps position and size whenever the window is left, so that a killed app has them too. */
export function keepWindowState(window: BrowserWindow, file: string): void {
  const keep = (): void => {
    const state: WindowState = { ...window.getNormalBounds(), maximised: window.isMaximized() };
    try {
      writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch {
      // Where the window stood is not worth a word when the disk is full.
    }
  };
  window.on('blur', keep);
  window.on('close', keep);
}
