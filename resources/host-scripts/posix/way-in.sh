# shellcheck shell=sh
# What a test of the connection wants to know behind the sign-in. Reads only. One "key value" line each.
set -u
LC_ALL=C
export LC_ALL
echo "clock $(date +%s)"
echo "user $(id -un 2>/dev/null || id -u)"
for manager in apt-get dnf yum zypper pacman apk; do
  if command -v "$manager" >/dev/null 2>&1; then echo "manager $manager"; break; fi
done
# Where runs and rollback kits will lie; the nearest folder that there is.
folder=/var/lib/patchbay
while [ ! -d "$folder" ]; do folder=${folder%/*}; [ -n "$folder" ] || folder=/; done
df -Pk "$folder" 2>/dev/null | awk -v folder="$folder" 'NR == 2 { print "space " $4 " " folder }'
