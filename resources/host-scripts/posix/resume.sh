# shellcheck shell=sh
# Starts a runner that died, or that ended with a failure, under the same id. Arguments: run id, resume or retry.
# Answers "resumed", "running" where there is nothing to take up, or "absent".
set -u
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
dir=/var/lib/patchbay/runs/$1
if ! [ -e "$dir/spec" ]; then echo absent; exit 0; fi
exec 9>>"$dir/claim"
flock -w 30 9
if [ "$2" = retry ] && [ -e "$dir/exit" ] && [ "$(tr -d ' \n' <"$dir/exit")" != 0 ]; then
  # Room for its last words again, as at the launch.
  printf '%64s\n' '' >"$dir/exit.tmp" && printf '%16384s\n' '' >"$dir/problem.tmp"
  rm -f "$dir/problem"
  mv "$dir/exit" "$dir/exit.before" && sync "$dir"
fi
if [ -e "$dir/exit" ] || { [ -e "$dir/lock" ] && ! flock -n -s "$dir/lock" true; }; then echo running; exit 0; fi
echo resumed
sh "$dir/runner" start 9>&-
