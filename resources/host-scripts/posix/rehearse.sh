# shellcheck shell=sh disable=SC2154,SC2034,SC2046,SC2086 # names shared with its neighbours; lists of tokens without blanks
# The rehearsal: the very run of a plan on a throwaway clone of the host, and its way back. Put behind the runner's own
# parts, describe.sh and the other rehearse-*.sh, in front of rehearse-begin.sh, and stored as "runner" in
# the folder of the rehearsal and of both runs on the clone, "update" and "back".
# Beside what a run leaves in its folder:
#   cancel    somebody wants it to end      result    what came out, in small files      files    everything that changed
result=$dir/result work=$tmp/work
reserve=268435456

now_ms() { echo $(($(date +%s%N) / 1000000)); }
refuse() { stop cannot-rehearse "reason $1
$(printf '%s\n' "$2" | sed '/^$/d; s/^/line /')"; }

# What rehearsals left that were killed: their locks are free, and their mounts went with their processes.
sweep() {
  for left in "$home"/runs/*/clone; do
    [ -d "$left" ] || continue
    [ "$left" = "$clone" ] || flock -n "${left%/clone}/lock" true || continue
    rm -rf --one-file-system "$left"
  done
  rm -f "$archives"/.patchbay.*
}

# The downloads, twice what will be installed, and a reserve: asked of the host whatever holds the clone, for the real run
# wants as much. All in bytes.
room() {
  awk '$4 != "-" { print $2 "=" $4 }' "$tmp/lines" | xargs -r apt-cache show 2>/dev/null | sizes | LC_ALL=C sort -u >"$tmp/new"
  awk '$3 != "-" { print $2 "=" $3 }' "$tmp/lines" | xargs -r apt-cache show 2>/dev/null | sizes | LC_ALL=C sort -u >"$tmp/old"
  need=$({ awk -F '\t' '{ print $4 * 2048 + $5 }' "$tmp/new"; awk -F '\t' '{ print $5 == "-" ? $4 * 1024 : $5 }' "$tmp/old"; } |
    awk -v reserve="$reserve" '{ sum += $1 } END { printf "%d", sum + reserve }')
  free=$(df -B1 --output=avail "$home" | tail -n 1)
  [ "$need" -le "$free" ] || refuse no-room "needs $((need / 1048576)) MiB, $((free / 1048576)) MiB are free in $home"
  cap=$(spec space)
  [ "$cap" -le $((free - reserve / 2)) ] || cap=$((free - reserve / 2))
  echo "$cap $need" >"$tmp/cap"
}

# Namespaces that end with us: if this process is killed so is unshare, and with it the first process inside.
apart='setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --uts --ipc --propagation private'

rehearse() {
  exec 8>>"$dir/lock"
  flock -w 5 8 || exit 0
  [ ! -e "$dir/exit" ] || exit 0
  keep boot "$(cat /proc/sys/kernel/random/boot_id)"
  keep attempts "$(($(cat "$dir/attempts") + 1))"
  mkdir -p "$tmp" "$work" "$result"
  open_log
  { renice -n 19 -p $$; ionice -c 3 -p $$; } >/dev/null 2>&1
  note "rehearsal $id"
  exec 7>>"$home/rehearsal-lock"
  flock -n 7 || stop lock-held "lock $home/rehearsal-lock
holder another rehearsal of Patchbay"
  sweep
  read_spec
  phase checking-room
  holder=$(all_at_rest) || stop lock-held "$holder"
  room
  running_units >"$tmp/running" # inside, systemctl takes itself for one in a chroot
  $apart true 2>"$tmp/errors" || refuse no-namespaces "$(cat "$tmp/errors")"
  $apart /bin/sh "$dir/runner" inside 7>&- 8>&-
  code=$?
  rm -rf --one-file-system "$clone"
  [ ! -s "$tmp/why" ] || stop "$(head -n 1 "$tmp/why")" "$(tail -n +2 "$tmp/why")"
  [ "$code" -eq 0 ] || refuse died "its first process ended with $code"
  finish 0
}

# The first process of the namespaces. What it can still see of the host it only reads, but for this rehearsal's folder
# and the package cache.
inside() {
  [ $$ -eq 1 ] || exit 1
  began=$(now_ms)
  read -r cap need <"$tmp/cap"
  phase cloning
  make_clone
  echo "$where" >"$result/upper"
  take_usage
  watch &
  clone_state >"$tmp/before"
  sed 's/:/ /; s/ /\t/g; s/$/\t/' "$tmp/lines" >"$work/plan"
  begin_run update
  cp "$dir/spec" "$root$home/runs/update/spec"
  step staging run_on_clone update stage
  set_aside_packages
  [ -e "$root$home/runs/update/exit" ] || step updating run_without_network update run
  end_run update && well=yes || well=no
  step comparing compare
  if [ "$well" = yes ]; then
    hand_over >"$result/staged"
    step going-back go_back
    end_run back
    clone_state | diff "$tmp/before" - | grep '^[<>]' | head -n 100 >"$result/back.differs"
  fi
  echo "total	$(($(now_ms) - began))" >>"$result/milliseconds"
  take_usage
  exit 0
}

# The phase $1 is the rest of the line. What was halted goes no further.
step() {
  phase "$1"
  named=$1 from=$(now_ms)
  shift
  "$@"
  echo "$named	$(($(now_ms) - from))" >>"$result/milliseconds"
  [ ! -s "$tmp/why" ] || exit 1
}

begin_run() {
  mkdir -p "$root$home/runs/$1"
  cp "$dir/runner" "$dir/boot" "$root$home/runs/$1/"
  echo 0 >"$root$home/runs/$1/attempts"
}
run_on_clone() { on_clone /bin/sh "$home/runs/$1/runner" "$2"; }
# As on a host whose packages are all there already; only its own loopback answers.
run_without_network() {
  unshare --net /bin/sh -c 'ip link set lo up 2>/dev/null; exec chroot "$@"' sh "$root" \
    env -i PATH="$PATH" HOME=/root LC_ALL="$LC_ALL" /bin/sh "$home/runs/$1/runner" "$2"
}
go_back() {
  begin_run back
  run_without_network back plan-back
  [ -e "$root$home/runs/back/exit" ] || run_without_network back run
}
# How the run $1 ended, into the result and the log; true where it ended well.
end_run() {
  for name in exit problem; do [ ! -e "$root$home/runs/$1/$name" ] || cp "$root$home/runs/$1/$name" "$result/$1.$name"; done
  tail -c 65536 "$root$home/runs/$1/log" >"$result/$1.log"
  sed 's/^/  /' "$root$home/runs/$1/log"
  [ "$(tr -d ' \n' <"$result/$1.exit")" = 0 ]
} 2>/dev/null

# On the clone, before the update: the run's own steps that want a network.
stage() {
  mkdir -p "$tmp"
  open_log
  attempts=1
  read_spec
  healthy || return 0 # the run itself repairs what is broken, and then does without
  check_plan
  save_kit || rm -rf "$kit"
  phase downloading
  download || apt_failed $?
}

# On the clone, after the update: the plan of a rollback as it would be made on the host.
plan_back() {
  mkdir -p "$tmp"
  open_log
  kit=$home/kits/update kind=rollback
  [ -e "$kit/complete" ] || stop kit-missing "detail $kit"
  wanted_back all >"$tmp/args"
  use_kit update "$tmp/apt"
  apt -s -o Debug::NoLocking=1 --allow-downgrades install $(cat "$tmp/args") >"$tmp/simulation" 2>"$tmp/errors" ||
    { code=$?; stop apt "$({ unmet "$tmp/simulation"; cat "$tmp/errors"; } | sed 's/^/line /')" $code; }
  transaction <"$tmp/simulation" | with_downgrades | plan_lines >"$tmp/lines"
  # Nothing goes but what the update has brought.
  awk -F '\t' 'FILENAME == ARGV[1] { if ($4 == "not-installed" || $4 == "config-files") brought[$1]; next }
    { split($0, f, /[ :]/) } f[1] == "remove" && !(f[2] in brought) { print "package " f[2] }' "$kit/manifest" "$tmp/lines" >"$tmp/extra"
  [ ! -s "$tmp/extra" ] || stop removals-not-approved "$(cat "$tmp/extra")"
  { printf 'run back\nkind rollback\nkit-of update\nwithout-way-back no\npatience 60\nbytes 0\n'; sed 's/^/item /' "$tmp/lines"; echo end; } >"$dir/spec"
}

# Some hosts are told to empty the cache after each run of apt.
set_aside_packages() {
  mkdir -p "$root$home/staged"
  ln "$root$archives"/*.deb "$root$home/kits/update/debs"/*.deb "$root$home/staged/" 2>/dev/null
}

# What was downloaded goes into the host's own cache where it is what the repository says it is (by the host's own lists,
# whose signatures apt has checked). The real run then finds it there, and its kit's packages, too. Prints files and bytes.
hand_over() {
  awk '{ if ($4 != "-") print $2 "=" $4; if ($3 != "-") print $2 "=" $3 }' "$tmp/lines" | xargs -r apt-cache show 2>/dev/null |
    awk '/^$/ { add() } /^Package: /{ n = $2 } /^Architecture: /{ a = $2 } /^Version: /{ v = $2 } /^SHA256: /{ h = $2 } /^Filename: /{ f = 1 } END { add() }
      function add() { if (f && h != "") { gsub(/:/, "%3a", v); print h "  " n "_" v "_" a ".deb" } n = a = v = h = f = "" }' >"$work/sums"
  mkdir -p "$archives"
  (cd "$root$home/staged" && sha256sum --check --ignore-missing "$work/sums" 2>/dev/null) | sed -n 's/: OK$//p' | LC_ALL=C sort -u |
    while IFS= read -r file; do
      [ ! -e "$archives/$file" ] || continue
      size=$(stat -c %s "$root$home/staged/$file")
      [ "$(df -B1 --output=avail "$archives" | tail -n 1)" -gt $((size + reserve / 2)) ] || continue
      install -m 644 "$root$home/staged/$file" "$archives/.patchbay.$file" && mv "$archives/.patchbay.$file" "$archives/$file" && echo "$size"
    done | awk '{ sum += $1 } END { printf "%d\t%d\n", NR, sum }'
}
