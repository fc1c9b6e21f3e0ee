import type { Command } from '../../shared/domain/command.ts';

/** The one program that elevation "wrapper" runs by sudo. Installed by the sudoers file's script, root's own. */
export const WRAPPER = '/usr/local/sbin/patchbay-root';
/** It says so when it listens. What a profile could print instead would only get what the account may do anyway. */
export const WRAPPER_READY = 'patchbay-root:1:ready';
/** Stands where the exit code would, if the script or its arguments are not on the host's list. */
export const REFUSED = 'refused';

/** A command as resources/host-scripts/posix/root-wrapper.sh reads it. */
export function wrapperPayload(command: Command, token: string): string {
  const line = (text: string): string => Buffer.from(text).toString('base64');
  return [token, String(command.args.length), line(command.script), ...command.args.map(line), ''].join('\n');
}
