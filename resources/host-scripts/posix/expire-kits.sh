# shellcheck shell=sh
# Removes rollback kits by age and size, and the logs of runs that ended as long ago. The folder of a run stays: it is
# the claim that keeps an id from being run again. Arguments: days, number of newest kits to keep, bytes in all.
# Answers "removed ID" for each and "kept BYTES".
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
home=/var/lib/patchbay days=$1 least=$2 most=$3
bytes() { du -sb "$home/kits" 2>/dev/null | awk 'END { print $1 + 0 }'; }
[ -d "$home" ] || { echo 'kept 0'; exit 0; }

# A run that saves a kit or goes back with one holds this lock.
exec 7>>"$home/lock"
flock -n 7 || { echo "kept $(bytes)"; exit 0; }
oldest=$(($(date +%s) - days * 86400))
total=0 count=0
for kit in $(find "$home/kits" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %f\n' 2>/dev/null | sort -rn | awk '{ print $2 }'); do
  size=$(du -sb "$home/kits/$kit" | cut -f 1) count=$((count + 1)) total=$((total + size))
  [ "$count" -gt "$least" ] || continue
  if [ "$(stat -c %Y "$home/kits/$kit")" -lt "$oldest" ] || [ "$total" -gt "$most" ]; then
    rm -rf "$home/kits/$kit" && echo "removed $kit"
    total=$((total - size))
  fi
done
find "$home/runs" -mindepth 2 -maxdepth 2 -name exit -mtime "+$days" -printf '%h/log\n' 2>/dev/null | xargs -r rm -f
echo "kept $(bytes)"
