/**
 * The places where a sudden end of Patchbay is most interesting. The campaign kills it at each of them
 * (PATCHBAY_CRASH_AT=name, or name:n for the n-th time it is passed) and proves that nothing is lost.
 */
export const crashPoints = [
  'deployment.committed',
  'run.baseline-taken',
  'run.intended',
  'run.sent',
  'run.launched',
  'run.log-kept',
  'run.exit-seen',
  'run.reboot-intended',
  'run.reboot-ordered',
  'run.back',
  'run.verifying',
  'run.looked',
  'run.finished',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

let passed = 0;
export function crashPoint(name: CrashPoint): void {
  const wanted = process.env['PATCHBAY_CRASH_AT'];
  if (!wanted) return;
  const [point, count = '1'] = wanted.split(':');
  if (point !== name) return;
  passed += 1;
  if (passed === Number(count)) process.kill(process.pid, 'SIGKILL');
}
