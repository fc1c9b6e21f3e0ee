# shellcheck shell=sh
# How is run X? Arguments: run id, offset into its log, largest part of the log in bytes.
# The order of the questions is the protocol: "exit" is asked twice because the runner may end between the two.
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
dir=/var/lib/patchbay/runs/$1 from=$2 most=$3
boot=$(cat /proc/sys/kernel/random/boot_id)

answer() {
  [ -e "$dir/spec" ] || { echo absent; return; }
  [ ! -e "$dir/exit" ] || { echo 'done'; return; }
  # Shared, so that two who ask at once do not take each other for the runner.
  [ ! -e "$dir/lock" ] || flock -n -s "$dir/lock" true || { echo running; return; }
  [ ! -e "$dir/exit" ] || { echo 'done'; return; }
  [ "$(cat "$dir/boot")" = "$boot" ] || { echo rebooted; return; }
  echo dead
}
part() { if [ -e "$dir/$1" ]; then sed "/^ *\$/d; s/^/$1 /" "$dir/$1" | head -n 200; fi; }

echo "answer $(answer)"
echo "boot $boot"
part attempts
part state
part exit
part progress
part problem
size=0
[ ! -e "$dir/log" ] || size=$(stat -c %s "$dir/log")
[ "$from" -le "$size" ] || from=$size
echo "log $from $size"
[ "$from" -eq "$size" ] || tail -c "+$((from + 1))" "$dir/log" | head -c "$most"
