# shellcheck shell=sh disable=SC2015 # "a && b || broken": broken does not return
# The atomic claim of a run, and its start. Arguments: run id, runner (its whole text), sha256 of the spec, spec in pieces.
# Answers "launched", or "exists" where an earlier launch got through; nothing is started twice.
set -u
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
id=$1 runner=$2 hash=$3
shift 3
dir=/var/lib/patchbay/runs/$id

broken() { echo "failed $*"; exit 0; }

mkdir -p "$dir" || broken "$dir cannot be made"
# The spec's rename is the claim: it is there whole and on the disk, or not at all. A launch that was cut off
# before it (lost line, power) leaves a folder without a spec, and the next launch takes over.
exec 9>>"$dir/claim" || broken "$dir cannot be written"
flock -w 30 9 || broken "another launch of this run does not end"
if [ -e "$dir/spec" ]; then echo exists; exit 0; fi
printf '%s' "$runner" >"$dir/runner" && printf '%s' "$@" >"$dir/spec.tmp" || broken "$dir cannot be written"
[ "$(sha256sum <"$dir/spec.tmp")" = "$hash  -" ] || broken 'the plan did not arrive whole'
cat /proc/sys/kernel/random/boot_id >"$dir/boot" && echo 0 >"$dir/attempts" && echo claimed >"$dir/state" || broken "$dir cannot be written"
# Room for the last words, taken now: a full disk must not keep a run from saying how it ended.
printf '%64s\n' '' >"$dir/exit.tmp" && printf '%16384s\n' '' >"$dir/problem.tmp" || broken "$dir cannot be written"
sync "$dir"/* && mv "$dir/spec.tmp" "$dir/spec" && sync "$dir" "$dir/.." || broken "$dir cannot be written"
echo launched
sh "$dir/runner" start 9>&-
