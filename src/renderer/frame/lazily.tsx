import { lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

const rest: (() => Promise<unknown>)[] = [];

/** A part of the window that is no part of its start: loaded when it is first shown, or by `loadRest` before that. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  let loaded: ComponentType<P> | null = null;
  const get = async (): Promise<{ default: ComponentType<P> }> => ({ default: (loaded ??= await load()) });
  const Later = lazy(get);
  rest.push(get);
  return function Lazily(props: P): ReactNode {
    // Chosen once: another one would be another component, and what was typed into this one would be gone.
    const [Part] = useState<ComponentType<P>>(() => loaded ?? Later);
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    );
  };
}

/** The start has settled by then. Milliseconds. */
const SETTLED = 1000;

/** Loads what was left for later while nobody waits for anything, so that the first look at each page is as quick as the second. */
export function loadRest(): () => void {
  let idle = 0;
  const next = (): void => {
    const load = rest.shift();
    // What cannot be loaded says so where it is shown.
    if (load) idle = requestIdleCallback(() => void load().then(next, next));
  };
  const timer = setTimeout(next, SETTLED);
  return () => {
    clearTimeout(timer);
    cancelIdleCallback(idle);
  };
}
