#!/bin/sh
# Reads everything Patchbay wants to know of a host, in one round trip, and changes nothing.
#
#   scan.sh NONCE keep|refresh
#
# "refresh" runs `apt-get update` first, where this runs as root. Everything else only reads, but for one thing: what a
# rehearsal of Patchbay left that was killed is removed.
#
# Output: sections "NONCE name", the tool's own words, "NONCE end name EXIT"; the last line is
# "NONCE done". The nonce is random and new for each scan, so no host data can fake a section.
# The tools run side by side and write to a private directory in memory, removed at the end.
# Standard error of a tool is its own section, and only there when it said something.
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
umask 077
nonce=$1
refresh=$2
uid=$(id -u)

# First of all, so that it is as near as can be to the first byte that arrives.
printf '%s clock\n%s\n%s end clock 0\n' "$nonce" "$(date +%s.%N)" "$nonce"

dir=
running=
trap '[ -z "$dir" ] || rm -rf "$dir"' EXIT
# What a tool that goes on writes then is in a file that is gone already.
trap '[ -z "$running" ] || kill $running 2>/dev/null; exit 74' HUP INT PIPE TERM
dir=$(mktemp -d /dev/shm/patchbay-scan.XXXXXX 2>/dev/null || mktemp -d /run/patchbay-scan.XXXXXX 2>/dev/null ||
  mktemp -d /tmp/patchbay-scan.XXXXXX) || exit 73

have() { command -v "$1" >/dev/null 2>&1; }

# job NAME COMMAND...: runs it beside the others.
jobs=
job() {
  name=$1
  shift
  jobs="$jobs $name"
  {
    "$@" >"$dir/$name" 2>"$dir/$name.err"
    echo $? >"$dir/$name.exit"
  } &
  running="$running $!"
}

section() {
  printf '%s %s\n' "$nonce" "$1"
  cat "$2"
  printf '\n%s end %s %s\n' "$nonce" "$1" "$3"
}

# first FILE...: the first line of the first file that can be read and is not empty, in $line.
first() {
  for place in "$@"; do
    line=
    if [ -r "$place" ] && { IFS= read -r line <"$place" || [ -n "$line" ]; } && [ -n "$line" ]; then return; fi
  done 2>/dev/null
  line=
}

fact() {
  [ -z "$2" ] || printf '%s\t%s\n' "$1" "$2"
}

system() {
  fact uid "$uid"
  fact uname "$(uname -nrvm)"
  first /proc/sys/kernel/random/boot_id && fact boot "$line"
  first /proc/uptime && fact uptime "${line%% *}"
  first /sys/class/dmi/id/sys_vendor && fact vendor "$line"
  first /sys/class/dmi/id/product_name /proc/device-tree/model && fact model "$line"
  first /sys/class/dmi/id/product_serial /proc/device-tree/serial-number && fact serial "$line"
  first /etc/debian_version && fact debian "$line"
  if have systemd-detect-virt; then
    fact virt "$(systemd-detect-virt)"
  else
    first /run/systemd/container && fact virt "$line"
    [ ! -e /.dockerenv ] || fact virt docker
  fi
  awk -F '[ \t]*:[ \t]*' '
    /^processor/ { cores++ }
    /^(model name|Model|Hardware|cpu model|uarch)[ \t]*:/ && name == "" { name = $2 }
    /^flags[ \t]*:/ && / hypervisor( |$)/ { guest = 1 }
    /^MemTotal:/ { split($2, memory, " ") }
    END {
      if (name != "") print "cpu\t" name
      print "cores\t" cores + 0
      print "memory\t" memory[1] + 0
      if (guest) print "guest\tyes"
    }' /proc/cpuinfo /proc/meminfo
  for disk in /sys/block/*; do
    # Only what stands for a device: no loop, ram, device-mapper, md; no CD and floppy drives.
    case $disk in */sr[0-9]* | */fd[0-9]*) continue ;; esac
    [ -e "$disk/device" ] || continue
    first "$disk/device/model"
    model=$line
    first "$disk/size" # in units of 512 bytes, always (Linux, Documentation/ABI/stable/sysfs-block)
    printf 'disk\t%s\t%s\t%s\n' "${disk##*/}" "$line" "$model"
  done
  for image in /boot/vmlinuz-*; do
    [ ! -e "$image" ] || fact image "${image##*/vmlinuz-}"
  done
  for run in /run /var/run; do
    [ ! -e $run/reboot-required ] || fact reboot required
    [ ! -r $run/reboot-required.pkgs ] || while IFS= read -r line; do fact reboot-for "$line"; done <$run/reboot-required.pkgs
  done
  [ -d /run/systemd/system ] && fact init systemd
  have apt-get && have dpkg-query && fact manager apt
  return 0
}

space() {
  df -Pk / /var /boot /usr 2>/dev/null
  df -Pi / /var /boot /usr 2>/dev/null
  return 0
}

# Programs that still execute a file which an update has replaced: "PID", the file. The maps of
# other users' processes cannot be read without root. C locale: file names need not be UTF-8.
stale_files() {
  LC_ALL=C grep -sHE '^[0-9a-f]+-[0-9a-f]+ ..x. .* /(usr|lib|lib32|lib64|bin|sbin|opt)/.* \(deleted\)$' /proc/[0-9]*/maps |
    LC_ALL=C sed -n 's#^/proc/\([0-9]*\)/maps:[^/]*\(/.*\) (deleted)$#\1 \2#p' | LC_ALL=C sort -u
}

# The same with "p PID command" and "g PID cgroup" before the files of a process ("f PID file").
# Never the command line: passwords stand in there.
stale() {
  seen=
  stale_files | while read -r pid file; do
    if [ "$pid" != "$seen" ]; then
      seen=$pid
      first "/proc/$pid/comm" && printf 'p\t%s\t%s\n' "$pid" "$line"
      while IFS= read -r group; do
        case $group in 0::* | *:name=systemd:*) printf 'g\t%s\t%s\n' "$pid" "${group#*:*:}" ;; esac
      done 2>/dev/null <"/proc/$pid/cgroup"
    fi
    printf 'f\t%s\t%s\n' "$pid" "$file"
  done
}

listeners() {
  if have ss; then
    ss -tulpn
  else
    for table in tcp tcp6 udp udp6; do
      [ ! -r /proc/net/$table ] || { echo "table $table" && cat /proc/net/$table; }
    done
  fi
}

refresh_lists() {
  # An answer in reasonable time also where a repository is silent; any failed index is an error.
  apt-get -q -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=1 \
    -o APT::Update::Error-Mode=any update
}

lists() {
  for file in /var/lib/apt/lists/*Packages*; do
    [ ! -e "$file" ] || { echo "index" && break; }
  done
  # Modified, changed, name. What each date tells is said where they are read.
  stat -c 'time %Y %Z %n' /var/lib/apt/lists/*Release /var/lib/apt/lists/partial /var/lib/apt/periodic/update*stamp 2>/dev/null
  return 0
}

journal() {
  for file in /var/lib/dpkg/updates/[0-9]*; do
    [ ! -e "$file" ] || echo "${file##*/}"
  done
}

installed() {
  # shellcheck disable=SC2016 # the names in braces are dpkg's
  dpkg-query -W -f '${Package}\t${Architecture}\t${Version}\t${source:Package}\t${source:Version}\t${Status}\n'
}

# What dpkg and ucf leave beside a config file that was edited here (dpkg(1), --force-confold; ucf(1)).
configs_aside() {
  find /etc -xdev -type f \( -name '*.dpkg-dist' -o -name '*.dpkg-new' -o -name '*.ucf-dist' -o -name '*.ucf-new' \) -print 2>/dev/null
  return 0
}

candidates() {
  # shellcheck disable=SC2016
  dpkg-query -W -f '${Package}:${Architecture}\n' | xargs -r apt-cache policy
}

upgrade() {
  # Prints what an upgrade would do and ends before it fetches or locks anything. The simulation (-s) says
  # the same, but looks at every package of the archive for each one that it upgrades: 3 times the time.
  apt-get -q -V --print-uris -o APT::Output-Version=0 upgrade
}

# Its lock is free then, and its mounts went with its processes (rehearse.sh).
for clone in /var/lib/patchbay/runs/*/clone; do
  [ ! -d "$clone" ] || flock -n "${clone%/clone}/lock" rm -rf --one-file-system "$clone"
done 2>/dev/null

job system system
job space space
job stale stale
job listeners listeners
[ ! -d /run/systemd/system ] || job units systemctl list-units --plain --full --no-legend --no-pager
if have dpkg-query && have apt-get; then
  job journal journal
  job configs configs_aside
  job audit dpkg --audit
  job packages installed
  if [ "$refresh" = refresh ] && [ "$uid" = 0 ]; then
    job refresh refresh_lists
    wait
  fi
  job lists lists
  job sources apt-cache policy
  job candidates candidates
  job upgrade upgrade
fi
wait

for file in /etc/os-release /usr/lib/os-release; do
  [ ! -r "$file" ] || { section os "$file" 0 && break; }
done
for name in $jobs; do
  code=
  read -r code <"$dir/$name.exit"
  section "$name" "$dir/$name" "${code:-74}"
  [ ! -s "$dir/$name.err" ] || section "$name.err" "$dir/$name.err" 0
done
printf '%s done\n' "$nonce"
