import { defineConfig } from 'vite';

/** A sandboxed preload script is one CommonJS file that may require electron and nothing else. */
export default defineConfig({
  build: {
    ssr: 'src/preload/preload.ts',
    outDir: 'dist/preload',
    emptyOutDir: true,
    target: 'chrome140',
    reportCompressedSize: false,
    rolldownOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
  },
});
