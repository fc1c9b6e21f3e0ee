# shellcheck shell=sh
# What the scripts of the apt adapter share. It is put in front of them, never run alone.
# Descriptors 7 and 8 are the runner's locks: whatever may leave a daemon behind is started without them,
# or that daemon would hold the lock for ever.
set -u
umask 077
unset APT_CONFIG DPKG_ROOT DPKG_ADMINDIR LD_PRELOAD LD_LIBRARY_PATH PERL5LIB PERL5OPT PYTHONPATH TMPDIR IFS
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none APT_LISTBUGS_FRONTEND=none
# needrestart#340: restarts in the middle of a transaction; ours come once, after it.
NEEDRESTART_SUSPEND=1 UCF_FORCE_CONFFOLD=1
export PATH LC_ALL DEBIAN_FRONTEND APT_LISTCHANGES_FRONTEND APT_LISTBUGS_FRONTEND NEEDRESTART_SUSPEND UCF_FORCE_CONFFOLD

# shellcheck disable=SC2034 # used by the scripts behind it
home=/var/lib/patchbay
archives=/var/cache/apt/archives
native=$(dpkg --print-architecture)
# A rollback sets this to the options that make its kit the only source.
sources=

# The list that was approved and nothing beside it: no recommends on top, no siblings of the same source (apt 2.5 brings
# them along), nothing removed as no longer needed.
apt() {
  # shellcheck disable=SC2086 # options without blanks, made by us
  apt-get -q -o APT::Install-Recommends=false -o APT::Install-Suggests=false -o APT::Get::AutomaticRemove=false \
    -o APT::Get::Upgrade-By-Source-Package=false -o APT::Color=0 -o DPkg::Progress-Fancy=0 -o Dpkg::Use-Pty=0 -o APT::Get::Show-User-Simulation-Note=false \
    $sources "$@" </dev/null 7>&- 8>&-
}

# All packages that dpkg knows: name, architecture, version, state, error flag ("ok" or "reinstreq").
installed() {
  dpkg-query -W -f='${Package}\t${Architecture}\t${Version}\t${db:Status-Status}\t${db:Status-Eflag}\n'
}

# "apt-get -s" in; action, name, architecture, from, to and origins out, divided by tabs.
#   Inst openssl [3.0.17-1] (3.0.20-1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64]) []
#   Remv libfoo:i386 [1.0]
transaction() {
  { installed; echo; cat; } | awk -v native="$native" '
    !body && $0 == "" { body = 1; next }
    !body { split($0, f, "\t"); if (f[4] != "not-installed" && f[4] != "config-files") arch[f[2] == native || f[2] == "all" ? f[1] : f[1] ":" f[2]] = f[2]; next }
    $1 == "Inst" || $1 == "Remv" || $1 == "Purg" {
      full = $2; name = $2; sub(/:.*/, "", name)
      from = "-"; if ($3 ~ /^\[/) { from = $3; gsub(/[][]/, "", from) }
      if ($1 != "Inst") { if (!(full in gone)) print "remove\t" name "\t" arch[full] "\t" from "\t-\t"; gone[full] = 1; next }
      rest = substr($0, index($0, " (") + 2)
      to = rest; sub(/[ )].*/, "", to)
      if (!match(rest, / \[[a-z0-9-]+\]\)/)) { print "?\t" $0; next }
      origins = substr(rest, length(to) + 2, RSTART - length(to) - 2)
      print (from == "-" ? "install" : "upgrade") "\t" name "\t" substr(rest, RSTART + 2, RLENGTH - 4) "\t" from "\t" to "\t" origins
    }'
}

# The same, with "downgrade" where the version goes down.
with_downgrades() {
  while IFS='	' read -r action name arch from to origins; do
    if [ "$action" = upgrade ] && dpkg --compare-versions "$to" lt "$from"; then action=downgrade; fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$action" "$name" "$arch" "$from" "$to" "$origins"
  done
}

# One line an item in the order that the plan's hash is made of: "upgrade openssl:amd64 3.0.17-1 3.0.20-1".
plan_lines() { awk -F '\t' '{ print $1 " " $2 ":" $3 " " $4 " " $5 }' | LC_ALL=C sort; }

# Plan lines in; what apt-get install takes out. Every token was matched against a grammar without blanks or wildcards.
exact() { awk '{ print $1 == "remove" ? $2 "-" : $2 "=" $4 }'; }

# Who holds a lock of apt or dpkg: lock, pid, command, unit. /proc/PID/fdinfo names the locks of one descriptor (proc(5)).
lock_holders() {
  find /proc/[0-9]*/fd \( -lname /var/lib/dpkg/lock-frontend -o -lname /var/lib/dpkg/lock -o -lname "$archives/lock" \) 2>/dev/null |
    while IFS=/ read -r _ _ pid _ fd; do
      grep -q '^lock:.*POSIX.*WRITE' "/proc/$pid/fdinfo/$fd" 2>/dev/null || continue
      printf '%s\t%s\t%s\t%s\n' "$(readlink "/proc/$pid/fd/$fd")" "$pid" "$(tr -d '\n\t' <"/proc/$pid/comm")" "$(unit_of "$pid")"
    done
}

unit_of() { sed -n 's|^[^/]*/.*/\([^/]*\.service\)$|\1|p; s|^[^/]*/\([^/]*\.service\)$|\1|p' "/proc/$1/cgroup" 2>/dev/null | head -n 1; }

# Which dependencies are not met, apt says among its other output.
unmet() { awk '/^(The following packages have unmet|Unsatisfied) dependencies:$/ { on = 1; print; next } on && /^ / { print; next } { on = 0 }' "$@" | head -n 60; }

# Half-finished work of dpkg, in its own words; nothing where all is well.
breakage() {
  for file in /var/lib/dpkg/updates/[0-9]*; do [ -e "$file" ] && { echo 'dpkg was interrupted'; break; }; done
  dpkg --audit 2>&1
}

# The name under which apt keeps a downloaded package.
deb_name() {
  case $2 in *:*) echo "$1_$(echo "$2" | sed 's/:/%3a/g')_$3.deb" ;; *) echo "$1_$2_$3.deb" ;; esac
}

# Units in; those out that may be restarted while people work: not the message bus, nobody's session or screen,
# not what carries our connection or the host's containers. needrestart leaves the same kind alone (needrestart.conf).
restartable() {
  grep -vE '^(dbus(-broker)?|systemd-logind|user@.*|user-runtime-dir@.*|(serial-|container-|console-)?getty@.*|autovt@.*|gdm3?|lightdm|sddm|xdm|lxdm|display-manager|NetworkManager|networking|systemd-networkd|wpa_supplicant|openvpn.*|wg-quick@.*|docker|containerd|libvirtd|virtqemud|lxc.*|apt-daily.*|unattended-upgrades|packagekit|patchbay-.*|emergency|rescue|init|cloud-.*)\.service$'
}
