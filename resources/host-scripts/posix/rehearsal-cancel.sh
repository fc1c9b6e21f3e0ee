# shellcheck shell=sh
# Asks a rehearsal to end; it does within seconds, and leaves nothing. Arguments: id. Answers "asked", or "absent".
set -u
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
dir=/var/lib/patchbay/runs/$1
if ! [ -e "$dir/spec" ]; then echo absent; exit 0; fi
: >"$dir/cancel" && echo asked
