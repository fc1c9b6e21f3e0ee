# shellcheck shell=sh
# How is run X? Arguments: run id, offset into its log, largest part of the log in bytes, seconds to wait for its end.
# The order of the questions is the protocol: "exit" is asked twice because the runner may end between the two.
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
dir=/var/lib/patchbay/runs/$1 from=$2 most=$3 patience=$4
IFS= read -r boot </proc/sys/kernel/random/boot_id

answer() {
  [ -e "$dir/spec" ] || { echo absent; return; }
  [ ! -e "$dir/exit" ] || { echo 'done'; return; }
  # Shared, so that two who ask at once do not take each other for the runner.
  [ ! -e "$dir/lock" ] || flock -n -s "$dir/lock" true || { echo running; return; }
  [ ! -e "$dir/exit" ] || { echo 'done'; return; }
  [ "$(cat "$dir/boot")" = "$boot" ] || { echo rebooted; return; }
  echo dead
}
# "problem" is last: it goes away when a run that had failed ends well, and awk stops at a file that is gone.
parts() {
  for name in attempts state exit progress problem; do [ ! -e "$dir/$name" ] || set -- "$@" "$dir/$name"; done
  [ $# -eq 0 ] || awk '{ name = FILENAME; sub(/.*\//, "", name) } /[^ ]/ && FNR <= 200 { print name " " $0 }' "$@" 2>/dev/null
}

# The runner's lock comes free when it ends: whoever watches learns of it at once, and asks less often.
if [ "$patience" != 0 ] && [ -e "$dir/lock" ] && ! [ -e "$dir/exit" ]; then flock -s -w "$patience" "$dir/lock" true; fi

echo "answer $(answer)"
echo "boot $boot"
parts
size=0
[ ! -e "$dir/log" ] || size=$(stat -c %s "$dir/log")
[ "$from" -le "$size" ] || from=$size
echo "log $from $size"
[ "$from" -eq "$size" ] || tail -c "+$((from + 1))" "$dir/log" | head -c "$most"
