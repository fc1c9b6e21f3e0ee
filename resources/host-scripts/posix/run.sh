# shellcheck shell=sh disable=SC2154,SC2034,SC2046,SC2086,SC2016 # names shared with its neighbours; lists of tokens without blanks; awk
# The runner: one host's part of a deployment, detached from whoever started it. Put behind apt-common.sh, kit.sh,
# restart.sh and journal.sh, in front of run-begin.sh, and stored as "runner" in the folder of the run.

# One run at a time changes a host. Foreign package managers are waited for, never disturbed.
wait_turn() {
  exec 7>>"$home/lock"
  waited=0
  until flock -n 7; do
    [ "$waited" -gt 0 ] || phase waiting-lock
    say 'another run of Patchbay works on this host'
    [ "$waited" -lt 7200 ] || stop lock-held "lock $home/lock
holder another run of Patchbay"
    sleep 2; waited=$((waited + 2))
  done
}

wait_for_locks() {
  waited=0 most=$patience
  # What died may have left its apt behind, at work: that is worth any wait.
  [ "$attempts" -eq 1 ] || most=7200
  while lock_holders >"$tmp/holders"; [ -s "$tmp/holders" ]; do
    IFS='	' read -r lock pid name unit <"$tmp/holders"
    holder="$name (pid $pid${unit:+, $unit})"
    [ "$waited" -gt 0 ] || phase waiting-lock
    say "waiting for $holder"
    [ "$waited" -lt "$most" ] || stop lock-held "lock $lock
holder $holder"
    sleep 1; waited=$((waited + 1))
  done
}

healthy() { [ -z "$(breakage)" ] && apt -qq -o Debug::NoLocking=1 check >/dev/null 2>&1; }

# What an interrupted package manager left half done is completed first, as dpkg and apt advise.
repair() {
  ! healthy || return 0
  phase repairing
  breakage
  dpkg --force-confdef --force-confold --configure -a </dev/null 7>&- 8>&-
  # A package that was cut off while it was unpacked is installed anew, in the version that the plan wants. In a rollback
  # apt finds an archive for it only where the kit counts for more than what is installed (apt_preferences(5), over 1000).
  usual=$sources
  [ "$kind" != rollback ] || sources="$sources -o Dir::Etc::Preferences=$tmp/apt/preferences"
  healthy || apt_change $allow -f install $([ ! -e "$dir/begun" ] || remaining | exact)
  sources=$usual
  ! healthy || return 0
  stop packages-broken "$({ breakage; apt -qq -o Debug::NoLocking=1 check 2>&1; } | sed '/^$/d; s/^/line /')"
}

apt_change() {
  apt -y -o DPkg::Lock::Timeout="$patience" -o Acquire::Retries=3 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}

# Lines of the plan that the host does not have yet.
remaining() {
  { installed; echo; cat "$tmp/lines"; } | awk -F '\t' '
    $0 == "" { plan = 1; next }
    plan { split($0, f, " "); now = state[f[2]]; if (f[1] == "remove" ? now != "" : now != f[4]) print; next }
    $4 != "not-installed" && $4 != "config-files" { state[$1 ":" $2] = $4 == "installed" && $5 == "ok" ? $3 : "unfinished" }'
}

# The exact transaction, simulated now, against the approved one. Once changes have begun, against what is missing of it,
# and without the versions they start from: an interrupted package may have lost its own.
check_plan() {
  remaining >"$tmp/remaining"
  if [ ! -e "$dir/begun" ]; then cp "$tmp/lines" "$tmp/expected"; form='{ print }'
  else cp "$tmp/remaining" "$tmp/expected"; form='{ print ($1 == "remove" ? "remove" : "have"), $2, $4 }'; fi
  : >"$tmp/now"
  if [ -s "$tmp/expected" ]; then
    apt -s -o Debug::NoLocking=1 $allow install $(exact <"$tmp/expected") >"$tmp/simulation" 2>"$tmp/errors" ||
      { code=$?; stop apt "$({ unmet "$tmp/simulation"; cat "$tmp/errors"; } | sed 's/^/line /')" $code; }
    transaction <"$tmp/simulation" | with_downgrades | plan_lines >"$tmp/now"
  fi
  for file in expected now; do awk "$form" "$tmp/$file" | LC_ALL=C sort >"$tmp/$file.form"; done
  cmp -s "$tmp/expected.form" "$tmp/now.form" && return 0
  stop plan-differs "$(LC_ALL=C comm -13 "$tmp/expected.form" "$tmp/now.form" | sed 's/^/added /'
    LC_ALL=C comm -23 "$tmp/expected.form" "$tmp/now.form" | sed 's/^/missing /')"
}

apt_failed() {
  sleep 0.3
  said=$(tail -c 16384 "$dir/log" | tail -n 60 | sed 's/^/line /')
  case $said in *'No space left on device'*) ;; *) stop apt "$said" "$1" ;; esac
  stop disk-full "$(for path in / /usr /var "$archives" /boot; do [ ! -d "$path" ] || df -B1 --output=avail,target "$path" | tail -n 1; done |
    sort -n | awk -v need="$bytes_total" 'NR == 1 { print "path " $2 "\nfree " $1 "\nneed " $1 + need + 104857600 }')" "$1"
}

# apt-get install marks all that it is told by name as wanted by a person. What was there for others only stays so.
save_marks() {
  [ -e "$dir/auto.before" ] || { apt-mark showauto >"$dir/auto.tmp" && sync "$dir/auto.tmp" && mv "$dir/auto.tmp" "$dir/auto.before"; }
}
restore_marks() {
  [ -e "$dir/auto.before" ] || return 0
  {
    sed 's/^/before /' "$dir/auto.before"
    if [ "$kind" = rollback ]; then awk -F '\t' '{ print "then " $1 ":" $2, $5 }' "$home/kits/$kit_of/manifest"; fi
    cat "$tmp/lines"
  } | awk -v native="$native" -v kind="$kind" '
    $1 == "before" { before[$2]; next } $1 == "then" { then[$2] = $3; next } $1 == "remove" { next }
    { name = arch = $2; sub(/:.*/, "", name); sub(/.*:/, "", arch); short = (arch == native || arch == "all") ? name : $2
      if ($1 == "install" ? kind == "deploy" || then[$2] == "auto" : short in before) print short }' | xargs -r apt-mark -qq auto
}

# Nothing has changed yet: a repository that is out of reach for a minute is waited for, and not the end of the run.
download() {
  for pause in 5 10 20 30 ''; do
    apt_watched --download-only $allow install $(exact <"$tmp/remaining") && return 0
    code=$?
    sleep 0.3 # the log comes through a pipe
    [ -n "$pause" ] && tail -c 4096 "$dir/log" | grep -Eq '(Could not|Unable to) connect|Connection (failed|timed out)|Temporary failure resolving|Could not resolve' ||
      return $code
    note "the repository does not answer; asked again in $pause s"
    sleep "$pause"
  done
}

install_all() {
  phase downloading
  download || apt_failed $?
  bytes_done=$bytes_total
  wait_for_locks
  # Minutes may have gone by since the plan was checked.
  check_plan
  if grep -q '^install linux-image-[0-9]' "$tmp/lines"; then forget_kernel; fi
  save_marks
  keep begun yes
  phase installing
  apt_watched $allow install $(exact <"$tmp/remaining")
  code=$?
  restore_marks
  remaining >"$tmp/remaining"
  packages_done=$((packages_total - $(wc -l <"$tmp/remaining"))) bytes_done=$bytes_total
  say "$packages_done of $packages_total done"
  if [ $code -ne 0 ] || [ -s "$tmp/remaining" ]; then note_config_after; apt_failed $code; fi
}

# What a deployment brought in goes without a trace; what had left its config files behind before it keeps them.
after_rollback() {
  awk 'NR == FNR { if ($4 == "not-installed") new[$1 ":" $2]; next } $1 == "remove" && $2 in new { print $2 }' "$home/kits/$kit_of/manifest" "$tmp/lines" |
    xargs -r dpkg --purge </dev/null 7>&- 8>&-
  restore_config "$kit_of"
  if grep -q '^downgrade linux-image-' "$tmp/lines"; then boot_kernel "$(cat "$home/kits/$kit_of/kernel")"; fi
}

change() {
  phase checking-plan
  check_plan
  if [ "$kind" = deploy ] && [ ! -e "$dir/begun" ]; then
    phase saving-kit
    say 'saving the way back'
    if ! save_kit; then
      rm -rf "$kit"
      [ "$(spec without-way-back)" = yes ] || stop kit-failed "$(sed 's/^/line /' "$tmp/kit.problem")"
      note 'going on without a way back, as was allowed'
    fi
  fi
  if [ -s "$tmp/remaining" ]; then install_all; else restore_marks; fi
  if [ "$kind" = rollback ]; then after_rollback; else note_config_after; fi
  phase restarting
  restart_pass
  finish 0
}

read_spec() {
  patience=$(spec patience) kind=$(spec kind) kit_of=$(spec kit-of)
  spec item >"$tmp/lines"
  cp "$tmp/lines" "$tmp/remaining"
  packages_done=0 packages_total=$(wc -l <"$tmp/lines") bytes_done=0 bytes_total=$(spec bytes)
  allow=--no-remove
  ! grep -q '^remove ' "$tmp/lines" || allow=
  [ "$kind" != rollback ] || allow="$allow --allow-downgrades"
}

work() {
  exec 8>>"$dir/lock"
  # Somebody else runs it: nothing to do and nothing to say. (A status question holds the lock for an instant.)
  flock -w 5 8 || exit 0
  [ ! -e "$dir/exit" ] || exit 0
  # A handler and not "ignore": that would be inherited by every daemon that a package starts.
  trap 'note "asked to stop; the package manager is left to finish"' HUP INT TERM
  attempts=$(($(cat "$dir/attempts") + 1))
  keep boot "$(cat /proc/sys/kernel/random/boot_id)"
  keep attempts "$attempts"
  mkdir -p "$tmp"
  open_log
  note "run $id, attempt $attempts"
  read_spec
  wait_turn
  wait_for_locks
  if [ "$kind" = rollback ]; then
    [ -e "$home/kits/$kit_of/complete" ] || stop kit-missing "detail $home/kits/$kit_of"
    use_kit "$kit_of" "$tmp/apt"
  fi
  repair
  [ "$kind" != repair ] || finish 0
  change
}

# Detached from the connection that ordered it, and not of its session: a unit of the system's own manager where there is
# one. What follows are the unit's properties.
start_detached() {
  attempt=$(($(cat "$dir/attempts") + 1))
  {
    systemd-run --quiet --collect --unit="patchbay-$id-$attempt" "$@" \
      env -i PATH="$PATH" HOME=/root LC_ALL="$LC_ALL" /bin/sh "$dir/runner" work ||
      setsid env -i PATH="$PATH" HOME=/root LC_ALL="$LC_ALL" /bin/sh "$dir/runner" work
  } </dev/null >/dev/null 2>&1 &
  # Until it holds its lock, a question about it would be answered "dead".
  for _ in $(seq 100); do
    [ "$(cat "$dir/attempts")" -lt "$attempt" ] && [ ! -e "$dir/exit" ] || return 0
    sleep 0.1
  done
}
