import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { App } from './app.tsx';

/** Both find out by trying what the shells' policy refuses, so they are told beforehand. */
export function settleWithPolicy(): void {
  // zod compiles its schemas with `new Function` where it can.
  config({ jitless: true });
  // React Aria adds an inline style of this id unless there is one; base.css has its rule.
  const placeholder = document.createElement('meta');
  placeholder.id = 'react-aria-pressable-style';
  document.head.append(placeholder);
}

export function mount(): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element with the id "root"');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
