# shellcheck shell=sh disable=SC2154,SC2034,SC2046 # names shared with its neighbours; two numbers are split
# What a rehearsal takes and whether it may go on. Put behind rehearse-clone.sh; "began" is when it began.

# A host that is being changed is no host to clone. Foreign package managers and runs of ours go first.
ours_at_rest() {
  ! [ -e "$home/lock" ] || flock -n -s "$home/lock" true || { printf 'lock %s\nholder a run of Patchbay\n' "$home/lock"; return 1; }
}
all_at_rest() {
  ours_at_rest || return 1
  lock_holders >"$tmp/holders"
  [ -s "$tmp/holders" ] || return 0
  IFS='	' read -r lock pid name unit <"$tmp/holders"
  printf 'lock %s\nholder %s (pid %s%s)\n' "$lock" "$name" "$pid" "${unit:+, $unit}"
  return 1
}

# Memory is what the clone's processes have for themselves.
take_usage() {
  set -- $(df -B1 --output=used,avail "$upper" | tail -n 1)
  used=$1 left=$2
  memory=$(cat "$root"/proc/[0-9]*/status 2>/dev/null | awk '/^Rss(Anon|Shmem):/ { sum += $2 } END { printf "%d", sum * 1024 }')
  echo "$used	$memory" >>"$tmp/usage"
  awk -F '\t' '{ if ($1 > used) used = $1; if ($2 > memory) memory = $2 } END { printf "%d\t%d\n", used, memory }' "$tmp/usage" >"$result/usage"
}

# Once a second: how far it is, what it takes, and whether it may go on.
watch() {
  most=$(spec memory) seconds=$(spec seconds) ticks=0
  status=$(stat -c %Y /var/lib/dpkg/status)
  while sleep 1; do
    ticks=$((ticks + 1))
    for run in update back; do [ ! -e "$root$home/runs/$run/progress" ] || cp "$root$home/runs/$run/progress" "$dir/progress"; done 2>/dev/null
    take_usage
    [ ! -e "$dir/cancel" ] || halt cancelled 'what the rehearsal'
    [ $(($(now_ms) - began)) -le $((seconds * 1000)) ] || halt cannot-rehearse 'reason time-limit' "line ended after $seconds s"
    [ "$memory" -le "$most" ] || halt cannot-rehearse 'reason memory-limit' "line took $((memory / 1048576)) MiB"
    [ "$left" -gt 1048576 ] || halt cannot-rehearse 'reason space-limit' "line took $((used / 1048576)) MiB"
    holder=$(if [ $((ticks % 10)) -eq 0 ]; then all_at_rest; else ours_at_rest; fi) || halt lock-held "$holder"
    [ "$(stat -c %Y /var/lib/dpkg/status)" = "$status" ] || halt lock-held 'lock /var/lib/dpkg/status' 'holder somebody who changed packages meanwhile'
  done
}
# Ends everything in these namespaces but their first process, which then sees why.
halt() {
  printf '%s\n' "$@" >"$tmp/why"
  [ $$ -ne 1 ] || kill -9 -1
  exit 1
}
