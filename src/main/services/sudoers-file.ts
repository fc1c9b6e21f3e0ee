import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { hostScript } from '../platforms/host-scripts.ts';
import { rootScriptList } from '../platforms/root-scripts.ts';
import { WRAPPER } from '../transports/wrapper.ts';
import type { Context } from './context.ts';
import { findHost } from './hosts.ts';

const LIST = '/usr/local/lib/patchbay/scripts';

/** A script that a person reads and runs as root on the host. What it grants is said at its top. */
export function sudoersFile(context: Context, id: string, version: string): Result<{ name: string; text: string }> {
  const found = findHost(context, id);
  if (!found.ok) return found;
  const { user } = found.value;
  // sudoers(5): a name in capitals is an alias, and ALL is everybody.
  if (/^[A-Z][A-Z0-9_]*$/.test(user))
    return fail({
      kind: 'conflict',
      detail: `sudoers takes ${user} for an alias, not for a user`,
      next: 'Choose a user whose name is not all capitals.',
    });
  const file = `patchbay-${user.replace(/[^A-Za-z0-9_-]/g, '_')}`;
  return ok({ name: `${file}.sh`, text: installer(user, file, version) });
}

/** sudoers(5), Other special characters and reserved words. */
const sudoersUser = (user: string): string => user.replace(/[@\\]/g, '\\$&');

function installer(user: string, file: string, version: string): string {
  return `#!/bin/sh
# Patchbay ${version}: what ${user} may do as root on this host by sudo, without a password, and nothing else.
# Read it, then run it here as root: sh ${file}.sh
#
# It installs three files of root's own: the program that sudo runs, the list of the scripts that it takes (by SHA-256,
# with the form of every argument), and one line of sudoers for that program without arguments.
#
# Whoever can sign in as ${user} can then: read what a scan reads; refresh the package lists; install, update and remove
# any package that this host's own package sources offer; go back with a rollback kit that a run has saved; reboot; and
# remove old kits. They can not run a command of their own, add a package source, or write a file of their choice.
# Choosing packages is power: a package can be removed, or one with a known hole installed. That is what patching needs.
#
# To take it back: rm /etc/sudoers.d/${file} ${WRAPPER} ${LIST}
set -eu
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ "$(id -u)" = 0 ] || { echo 'run this as root' >&2; exit 1; }
for tool in visudo base64 sha256sum; do
  command -v "$tool" >/dev/null || { echo "$tool is missing on this host" >&2; exit 1; }
done
install -d -m 755 -o root -g root "${LIST.replace(/\/[^/]*$/, '')}"

cat >${LIST}.new <<'END_OF_LIST'
${rootScriptList()}END_OF_LIST

cat >${WRAPPER}.new <<'END_OF_PROGRAM'
${hostScript('posix/root-wrapper.sh')}END_OF_PROGRAM

cat >/etc/sudoers.d/.${file} <<'END_OF_LINE'
Defaults!${WRAPPER} env_reset, !requiretty
${sudoersUser(user)} ALL=(root) NOPASSWD: ${WRAPPER} ""
END_OF_LINE

chown root:root ${LIST}.new ${WRAPPER}.new /etc/sudoers.d/.${file}
chmod 644 ${LIST}.new
chmod 755 ${WRAPPER}.new
chmod 440 /etc/sudoers.d/.${file}
visudo -cqf /etc/sudoers.d/.${file} || { rm -f /etc/sudoers.d/.${file} ${LIST}.new ${WRAPPER}.new; echo 'visudo does not accept the line; nothing was changed' >&2; exit 1; }
mv ${LIST}.new ${LIST}
mv ${WRAPPER}.new ${WRAPPER}
mv /etc/sudoers.d/.${file} /etc/sudoers.d/${file}
echo 'Installed. In Patchbay, set the administrator rights of this host to "sudo, listed scripts only" (wrapper).'
`;
}
