import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** What a released binary must have: every fuse that weakens off, every one that strengthens on (checklist item 19). */
export const WANTED: Readonly<Partial<Record<keyof typeof FuseV1Options, boolean>>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

/** The fuses of a packed binary that are not as wanted. */
export async function wrongFuses(binary: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(binary);
  return Object.entries(WANTED)
    .filter(([name, on]) => wire[FuseV1Options[name as keyof typeof FuseV1Options]] !== (on ? FuseState.ENABLE : FuseState.DISABLE))
    .map(([name, on]) => `${name} is not ${on ? 'on' : 'off'}`);
}

// `node e2e/package/fuses.ts BINARY`: for the release workflow, on the real one.
const [, script = '', binary] = process.argv;
if (import.meta.filename === script && binary !== undefined) {
  const wrong = await wrongFuses(binary);
  process.stdout.write(wrong.length === 0 ? 'Every fuse is as wanted.\n' : `${wrong.join('\n')}\n`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
