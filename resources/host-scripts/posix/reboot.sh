# shellcheck shell=sh disable=SC2154 # what apt-common.sh sets
# Orders a reboot, once for a run and a boot. Arguments: run id, boot id that is to end. Put behind apt-common.sh.
# Answers "ordered", "ordered-before", "absent", or "held" and who is in the middle of changing packages.
dir=$home/runs/$1
boot=$(cat /proc/sys/kernel/random/boot_id)
[ -e "$dir/spec" ] || { echo absent; exit 0; }
[ "${2:-$boot}" = "$boot" ] || { echo ordered-before; exit 0; }
lock_holders | head -n 1 | { IFS='	' read -r lock pid name unit && echo "held $lock $name (pid $pid${unit:+, $unit})"; } && exit 0

# Where the same boot still runs, an order that is there was cut off before it got through: it is given once more.
if mkdir "$dir/reboot-$boot" 2>/dev/null; then echo ordered; else echo ordered-before; fi
sync "$dir"
# A second later, so that this answer gets out.
if [ -d /run/systemd/system ]; then
  systemd-run --quiet --collect --unit="patchbay-reboot-$1" sh -c 'sleep 1; systemctl reboot' 2>/dev/null
else
  setsid sh -c 'sleep 1; shutdown -r now || reboot' </dev/null >/dev/null 2>&1 &
fi
exit 0
