import { createHash } from 'node:crypto';
import type { TransactionItem } from '../../shared/domain/plan.ts';
import { apt } from './apt/index.ts';
import type { RunSpec } from './platform.ts';
import { scanQuery } from './scan.ts';
import { wayInQuery } from './way-in.ts';

/** A script that is run as root on hosts, and the form of each argument as root-wrapper.sh knows them. */
export interface RootScript {
  readonly name: string;
  readonly sha256: string;
  readonly forms: readonly string[];
}

const ID = 'a'.repeat(8);
const ANY: TransactionItem = {
  action: 'upgrade',
  name: 'a',
  arch: 'all',
  from: '1',
  to: '2',
  origin: '',
  security: false,
  downloadBytes: 0,
};
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Every script that asks for root, as it is sent: taken from the questions themselves, so that none can be forgotten in part. */
export function rootScripts(): RootScript[] {
  const launch = apt.repair(ID).command;
  const spec: RunSpec = {
    runId: ID,
    kind: 'deploy',
    items: [ANY],
    options: { allowRemovals: [], allowWithoutWayBack: false },
    kitOf: null,
  };
  const runners = [launch, apt.rehearse(spec).command].map(({ args }) => sha256(args[1] ?? ''));
  const script = (name: string, command: { readonly script: string }, ...forms: string[]): RootScript => ({
    name,
    sha256: sha256(command.script),
    forms,
  });
  return [
    script('way-in', wayInQuery().command),
    script('scan', scanQuery({ refresh: false, nonce: ID + ID, sentAt: 0 }).command, 'token', 'refresh|keep'),
    script(
      'preview',
      apt.preview({ mode: 'security', exclude: [] }, { allowRemovals: [] }).command,
      'token',
      'security|everything|packages',
      'packages',
      'packages',
      'packages',
    ),
    script('preview-rollback', apt.previewRollback(ID, null, { allowRemovals: [] }).command, 'token', 'id', 'packages', 'all|some'),
    // The runner travels as an argument, and only the very ones that belong to this version are taken.
    script('launch', launch, 'id', `text=${runners.join(',')}`, 'token', 'plan'),
    script('status', apt.status(ID, 0).command, 'id', 'number', 'number', 'number'),
    script('resume', apt.resume(ID).command, 'id', 'resume|retry'),
    script('reboot', apt.reboot(ID, '').command, 'id', 'boot'),
    script('rehearsal-result', apt.rehearsalResult(spec).command, 'token', 'id'),
    script('rehearsal-cancel', apt.cancelRehearsal(ID).command, 'id'),
    script('expire-kits', apt.expireKits({ keepDays: 1, keepAtLeast: 1, maxBytes: 1 }).command, 'number', 'number', 'number'),
  ];
}

/** The list as it lies on the host: one line a script. */
export const rootScriptList = (): string =>
  rootScripts()
    .map(({ sha256, name, forms }) => [sha256, name, ...forms].join(' ') + '\n')
    .join('');
