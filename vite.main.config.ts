import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

const ENTRIES = {
  cli: 'src/main/shells/cli/main.ts',
  chromium: 'src/main/shells/chromium/main.ts',
  electron: 'src/main/shells/electron/main.ts',
  'feeds-worker': 'src/main/services/vulnerabilities/worker.ts',
};

/** What cannot be put into one file: native code, and Electron, which is there at run time only. */
const EXTERNAL = ['electron', 'better-sqlite3', 'ssh2', 'cpu-features', ...builtinModules];

/** The main side: one file a shell, started in a few milliseconds; everything else they share lies in chunks/. */
export default defineConfig({
  ssr: { noExternal: true, external: EXTERNAL.filter((name) => !builtinModules.includes(name)), target: 'node' },
  build: {
    ssr: true,
    outDir: 'dist/main',
    emptyOutDir: true,
    target: 'node24',
    sourcemap: true,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(file))),
      external: EXTERNAL,
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
