import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The window's build. `dev.html` (the same window over made-up hosts) is an entry of the mode "fake" only and
 * never part of what ships. Addresses are relative and nothing is inlined, so that the shells' strict CSP holds.
 */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'chrome140',
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: mode === 'fake' ? 'dev.html' : 'index.html' },
  },
}));
