import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page that both windows show. It is served from a made-up origin, so every address in it is absolute and nothing is inlined. */
export default defineConfig({
  root: 'src/renderer',
  plugins: [react()],
  build: {
    outDir: '../../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
  },
});
