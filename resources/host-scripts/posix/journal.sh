# shellcheck shell=sh disable=SC2154,SC2034 # names shared with its neighbours
# What the runner leaves in its folder for those who ask about it. Put behind apt-common.sh.
#   spec      what is to be done, never changed            attempts  how often a runner began
#   boot      boot id when the last runner began           lock      held (flock) while a runner lives
#   state     the phase                                    progress  packages and bytes, done and in all, and apt's words
#   log       all output, at most 64 MiB                   problem   why it failed
#   begun     changes may have been made                   exit      the exit code: the only proof that it ended
dir=$(dirname "$0")
id=${dir##*/} kit=$home/kits/${dir##*/}
tmp=$dir/tmp
log_limit=67108864

note() { printf '%s %s\n' "$(date -u +%H:%M:%SZ)" "$*"; }

# A file that is either as before or new and on the disk, whatever happens.
keep() { printf '%s\n' "$2" >"$dir/$1.tmp" && sync "$dir/$1.tmp" && mv -f "$dir/$1.tmp" "$dir/$1"; }
# The same in the room that the launch took, for a full disk: nothing is cut off first, so no new block is needed.
keep_in_place() { printf '%s\n' "$2" 1<>"$dir/$1.tmp" && sync "$dir/$1.tmp"; mv -f "$dir/$1.tmp" "$dir/$1"; }

phase() { keep state "$1"; note "== $1"; }
say() { printf '%s %s %s %s %s\n' "$packages_done" "$packages_total" "$bytes_done" "$bytes_total" "$*" >"$dir/progress"; }
spec() { sed -n "s/^$1 //p" "$dir/spec"; }

# Ends the run with a reason: a kind, its fields as "key value" lines, an exit code. No file: the disk may be full.
stop() {
  why=$(printf '%s\n' "$2" | cut -c 1-1000 | head -n 100)
  note "stopped: $1"
  echo "$why"
  keep_in_place problem "kind $1
$why"
  finish "${3:-1}"
}

# Everything that was said is on the disk before "exit" says that nothing more will come.
finish() {
  # The problem is there for a failure only, its room for both.
  if [ "$1" = 0 ]; then rm -f "$dir/problem" "$dir/problem.tmp"; fi
  keep state finished
  note "== finished with $1"
  exec >/dev/null 2>&1
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$logger" 2>/dev/null || break; sleep 0.1; done
  rm -rf "$tmp"
  keep_in_place exit "$1"
  sync "$dir"
  exit 0
}

# Output goes through a pipe that is always emptied: neither a log that is full nor a disk that is full stops dpkg,
# which gives up when it cannot write to its standard output. The limit is the kernel's own (setrlimit(2), RLIMIT_FSIZE),
# in ulimit's blocks of 512 bytes: dd would count each short read as a whole block, and head keeps back what is not one.
open_log() {
  rm -f "$tmp/pipe"
  mkfifo "$tmp/pipe"
  (
    exec 7>&- 8>&- <"$tmp/pipe" >/dev/null 2>&1
    trap '' XFSZ
    ulimit -f $((log_limit / 512))
    cat >>"$dir/log"
    cat
  ) &
  logger=$!
  exec >"$tmp/pipe" 2>&1
}

# apt's status descriptor: "dlstatus:N:PERCENT:text", "pmstatus:PACKAGE:PERCENT:text" (apt's README.progress-reporting).
watch_progress() {
  while IFS=: read -r tag what percent text; do
    case $tag:$text in
      dlstatus:*) percent=${percent%%.*}; bytes_done=$((bytes_total * ${percent:-0} / 100)) ;;
      pmstatus:*Installed* | pmstatus:*Removed*)
        case $seen in *" $what "*) ;; *) seen="$seen$what "; packages_done=$((packages_done + 1)) ;; esac ;;
    esac
    case $tag in dlstatus | pmstatus) say "$text" ;; esac
  done
}

# apt-get with its progress watched. A daemon that a package starts may keep the pipe open, so the watcher is not waited
# for without an end.
apt_watched() {
  packages_done=$((packages_total - $(wc -l <"$tmp/remaining"))) seen=' '
  rm -f "$tmp/status"
  mkfifo "$tmp/status"
  # "exec" and not a redirection of the function: the shell would keep copies of the closed locks to restore them.
  (exec 7>&- 8>&- <"$tmp/status" >/dev/null 2>&1; watch_progress) &
  watcher=$!
  apt_change -o APT::Status-Fd=3 "$@" 3>"$tmp/status"
  code=$?
  for _ in 1 2 3 4 5; do kill -0 $watcher 2>/dev/null || break; sleep 0.1; done
  kill $watcher 2>/dev/null
  return $code
}

