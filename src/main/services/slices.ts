import { setImmediate } from 'node:timers/promises';

/** As long as one answer may keep the engine from everything else, in milliseconds. */
const SLICE_MS = 8;

/**
 * For work over many things: asked between any two of them, it says when others have to have their turn.
 * `const pause = slices(); for (const one of many) { ...; await pause(); }`; it costs a look at the clock.
 */
export function slices(most: number = SLICE_MS): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < most) return undefined;
    return setImmediate(undefined).then(() => void (began = performance.now()));
  };
}

/** The text of JSON.stringify, made in slices: a large answer holds up no other. */
export async function jsonInSlices(value: unknown, pause: () => Promise<void> | undefined = slices()): Promise<string> {
  if (!Array.isArray(value)) return isPlain(value) ? objectText(value, pause) : JSON.stringify(value);
  const parts: string[] = [];
  for (const one of value as readonly unknown[]) {
    // What JSON cannot say stands as null in a list.
    parts.push(JSON.stringify(one) ?? 'null');
    await pause();
  }
  return `[${parts.join(',')}]`;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !('toJSON' in value);

async function objectText(value: Readonly<Record<string, unknown>>, pause: () => Promise<void> | undefined): Promise<string> {
  const parts: string[] = [];
  for (const [name, one] of Object.entries(value)) {
    const text = (await jsonInSlices(one, pause)) as string | undefined;
    if (text !== undefined) parts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}
