# shellcheck shell=sh disable=SC2154,SC2016 # shared names; dpkg-query has formats of its own
# What a transaction means for this host. Put behind apt-common.sh; $work/plan is what transaction() made,
# $work/lines its plan lines. Every section begins with a line of a random token that no package can guess.
section() { printf '\n@@%s %s\n' "$nonce" "$1"; }

# Names as dpkg takes them, of the packages that are there now.
present() { awk -F '\t' '$4 != "-" { print $2 ":" $3 }' "$work/plan"; }

# apt-cache show in; name, architecture, version, KiB when unpacked, bytes of the .deb or "-" where no source has it.
sizes() {
  awk 'function flush() { if (n != "") print n "\t" a "\t" v "\t" (i == "" ? 0 : i) "\t" (f ? s : "-"); n = a = v = i = s = f = "" }
    /^$/ { flush() } /^Package: /{ n = $2 } /^Architecture: /{ a = $2 } /^Version: /{ v = $2 }
    /^Installed-Size: /{ i = $2 } /^Size: /{ s = $2 } /^Filename: /{ f = 1 } END { flush() }'
}

old_packages() {
  awk -F '\t' '$4 != "-" { print $2 ":" $3 "=" $4 }' "$work/plan" | xargs -r apt-cache show 2>/dev/null | sizes
}

cached_packages() {
  while IFS='	' read -r _ name arch from to _; do
    for version in "$from" "$to"; do
      file=$archives/$(deb_name "$name" "$version" "$arch")
      if [ -f "$file" ]; then printf '%s\t%s\t%s\t%s\n' "$name" "$arch" "$version" "$(stat -c %s "$file")"; fi
    done
  done <"$work/plan"
}

# Config files that were edited here: dpkg's record of what it installed is not what lies on the disk.
# Where the new package is at hand already and brings the file as it was, nothing is asked and nothing is said.
edited_conffiles() {
  present | xargs -r dpkg-query -W -f='@${Package} ${Architecture}\n${Conffiles}\n' 2>/dev/null |
    awk '/^@/ { p = substr($1, 2) " " $2; next } NF == 2 && $2 ~ /^[0-9a-f]+$/ { print p " " $2 " " $1 }' >"$work/conffiles"
  awk '{ print $3 "  " $4 }' "$work/conffiles" | md5sum -c --quiet 2>/dev/null | sed -n 's/: FAILED$//p' |
    while IFS= read -r path; do
      awk -v path="$path" '$4 == path { print $1, $2, $3; exit }' "$work/conffiles" | {
        read -r name arch sum
        [ "$(new_sum "$name" "$path")" = "$sum" ] || printf '%s\t%s\n' "$name" "$path"
      }
    done
}

new_sum() {
  awk -F '\t' -v name="$1" '$2 == name { print $3, $5; exit }' "$work/plan" | {
    read -r arch to
    file=$archives/$(deb_name "$1" "$to" "$arch")
    [ -f "$file" ] && dpkg-deb --fsys-tarfile "$file" | tar -xOf - ".$2" 2>/dev/null | md5sum | cut -d ' ' -f 1
  }
}

# Units that are expected to restart: those that the packages bring and that run, and those whose processes
# have files of the packages mapped. A merged /usr shows up as /usr in /proc/PID/maps and as / in dpkg's lists.
restarts() {
  running_units >"$work/running"
  present | xargs -r dpkg-query -L 2>/dev/null | restarts_of_files "$work/running"
}

running_units() { systemctl list-units --type=service --state=active --plain --no-legend 2>/dev/null | awk '{ print $1 }' | LC_ALL=C sort; }

# Paths in; of the units that file $1 names, those that bring them or have them mapped.
restarts_of_files() {
  sed 's,^/\(bin\|sbin\|lib\|lib32\|lib64\|libx32\)/,/usr/\1/,' >"$work/files"
  {
    sed -n 's,^/usr/lib/systemd/system/\([^/]*\.service\)$,\1,p' "$work/files"
    grep -s ' /' /proc/[0-9]*/maps | sed 's,^/proc/\([0-9]*\)/maps:.* \(/[^ ]*\).*,\1 \2,; s, /\(bin\|sbin\|lib\|lib32\|lib64\|libx32\)/, /usr/\1/,' |
      awk 'NR == FNR { mine[$0]; next } $2 in mine && !seen[$1]++ { print $1 }' "$work/files" - |
      while read -r pid; do unit_of "$pid"; done
  } | LC_ALL=C sort -u | LC_ALL=C comm -12 - "$1" | restartable
}

# Free space where the package manager writes: path, file system, free bytes, free inodes, bytes in all.
space() {
  for path in / /usr /var /var/cache/apt/archives /var/lib /boot; do
    [ -d "$path" ] || continue
    printf '%s\t%s\t' "$path" "$(stat -c %d "$path")"
    df -B1 --output=avail,iavail,itotal "$path" | awk 'NR == 2 { print $1 "\t" $2 "\t" $3 }'
  done
}

# Packages that say themselves that they want a reboot, in the script that they run.
reboot_hooks() {
  while IFS='	' read -r _ name arch _; do
    for file in "/var/lib/dpkg/info/$name.postinst" "/var/lib/dpkg/info/$name:$arch.postinst"; do
      if grep -qs 'reboot-required' "$file"; then echo "$name"; fi
    done
  done <"$work/plan"
  if [ -e /run/reboot-required ]; then echo '!pending'; fi
}

# Installed kernels, and the space that one takes in /boot.
kernels() {
  dpkg-query -W -f='${Package}\t${db:Status-Status}\n' 'linux-image-[0-9]*' 2>/dev/null | awk -F '\t' '$2 == "installed" { print "image\t" $1 }'
  printf 'running\tlinux-image-%s\n' "$(uname -r)"
  printf 'boot\t%s\n' "$(du -ck /boot/*-"$(uname -r)" 2>/dev/null | awk 'END { print $1 + 0 }')"
}

state_of_host() {
  section host
  printf 'now\t%s\nuid\t%s\n' "$(date +%s)" "$(id -u)"
  printf 'lists\t%s\n' "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' 2>/dev/null | wc -l)"
  section lock; lock_holders
  section broken; breakage
}

describe() {
  section plan; cat "$work/plan"
  section old; old_packages
  section cached; cached_packages
  section conffiles; edited_conffiles
  section restarts; restarts
  section space; space
  section reboot; reboot_hooks
  section kernels; kernels
}
