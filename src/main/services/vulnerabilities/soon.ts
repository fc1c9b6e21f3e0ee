/** Runs `work` once for all calls that come within `ms` milliseconds of the first; it keeps no process alive. What it throws is a warning. */
export function soon(work: () => Promise<void>, ms: number): { call(): void; end(): void } {
  let timer: NodeJS.Timeout | null = null;
  const run = (): void => {
    timer = null;
    work().catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)));
  };
  return {
    call: () => void (timer ??= setTimeout(run, ms).unref()),
    end: () => {
      if (timer) clearTimeout(timer);
    },
  };
}
