/** Epoch, version and release, as rpm and pacman both write them: `[EPOCH:]VERSION[-RELEASE]`. */
interface Evr {
  /** "0" where none is written. */
  readonly epoch: string;
  readonly version: string;
  readonly release: string | null;
}

/** An epoch is digits alone before the first colon (rpm's lib/rpmver.c, parseEVR; pacman's lib/libalpm/version.c has the same). */
export function splitEvr(text: string): Evr {
  const colon = /^\d*:/.exec(text)?.[0].length ?? 0;
  const rest = text.slice(colon);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: text.slice(0, Math.max(0, colon - 1)) || '0',
    version: dash < 0 ? rest : rest.slice(0, dash),
    release: dash < 0 ? null : rest.slice(dash + 1),
  };
}
