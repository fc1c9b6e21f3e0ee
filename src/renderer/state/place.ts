import { useMemo, useSyncExternalStore } from 'react';

/** Where the window is: the part after "#", because it works from every origin the shells serve from. */
export interface Place {
  readonly path: readonly string[];
  readonly params: Readonly<Record<string, string>>;
}

export function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { path: path.split('/').filter(Boolean).map(safeDecode), params: Object.fromEntries(new URLSearchParams(query)) };
}

const safeDecode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

export function href(path: readonly string[], params: Readonly<Record<string, string | null | undefined>> = {}): string {
  const query = new URLSearchParams(Object.entries(params).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`;
}

export const go = (path: readonly string[], params: Readonly<Record<string, string | null | undefined>> = {}): void => {
  window.location.hash = href(path, params);
};

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => readPlace(hash), [hash]);
}
