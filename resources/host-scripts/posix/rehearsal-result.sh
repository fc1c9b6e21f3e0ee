# shellcheck shell=sh
# What a rehearsal found: the small files that it left, each below a line of a random token. Arguments: token, id.
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
nonce=$1 result=/var/lib/patchbay/runs/$2/result
for file in "$result"/*; do
  [ -f "$file" ] || continue
  printf '\n@@%s %s\n' "$nonce" "${file##*/}"
  tail -c 65536 "$file" | cut -b 1-2000
done
printf '\n@@%s end\n' "$nonce"
