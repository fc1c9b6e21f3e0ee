# shellcheck shell=sh disable=SC2154,SC2016 # names shared with its neighbours; dpkg's formats
# What is otherwise on the clone than on the host. Put behind describe.sh and rehearse-clone.sh; $work is a folder for lists.

# Names, each ended by NUL. Those with control characters cannot be told in lines.
plain() { LC_ALL=C grep -zv '[[:cntrl:]]'; }

# Names in that are relative to the folder $1; of each that is there: name, rights and owner, bytes, checksum or link.
state_of() {
  (
    cd "$1" || exit
    cat >"$work/names"
    xargs -0r md5sum -z -- <"$work/names" 2>/dev/null | tr '\0' '\n' | sed 's/^\([0-9a-f]*\)  /sum \1 /'
    xargs -0r stat --printf='stat %f %u %g %s %n\n' -- <"$work/names" 2>/dev/null
    xargs -0r sh -c 'find "$@" -maxdepth 0 -type l -printf "link %l\t%p\n"' sh <"$work/names" 2>/dev/null
  ) | awk '
    $1 == "sum" { sum[substr($0, 38)] = $2; next }
    $1 == "link" { at = index($0, "\t"); sum[substr($0, at + 1)] = "-> " substr($0, 6, at - 6); next }
    { name = $0; sub(/^stat [^ ]+ [^ ]+ [^ ]+ [^ ]+ /, "", name); size[name] = $5; who[name] = $2 " " $3 " " $4 }
    END { for (name in who) print name "\t" who[name] "\t" size[name] "\t" sum[name] }'
}

# Layer $1 over the host's $2 ("" for the root): change, path, bytes before, bytes after, checksum or link.
layer_changes() {
  (cd "$upper/$1/u" && find . -mindepth 1 \( -type f -o -type l \) -print0) | plain >"$work/upper"
  state_of "$upper/$1/u" <"$work/upper" >"$work/after"
  state_of "$2/" <"$work/upper" >"$work/before"
  awk -F '\t' -v at="$2" '
    FILENAME == ARGV[1] { before[$1] = $2 "\t" $4; size[$1] = $3; next }
    before[$1] == $2 "\t" $4 { next }
    { print ($1 in size ? "changed" : "added") "\t" at substr($1, 2) "\t" size[$1] + 0 "\t" $3 "\t" $4 }' "$work/before" "$work/after"
  layer_removals "$1" "$2"
}

# A name that is gone, or a folder that was put in another's place: what the host has in a folder and the clone has not.
layer_removals() {
  (cd "$upper/$1/u" && find . -type d -print0) | plain >"$work/folders"
  names_in "$2/" >"$work/names.before"
  names_in "$root$2/" | LC_ALL=C comm -23 "$work/names.before" - | tr '\n' '\0' >"$work/gone"
  (cd "$2/" && xargs -0r sh -c 'find "$@" -xdev ! -type d -printf "%p\t%s\n"' sh <"$work/gone") |
    awk -F '\t' -v at="$2" '{ print "removed\t" at substr($1, 2) "\t" $2 "\t0\t-" }'
}
names_in() {
  (cd "$1" && xargs -0r sh -c 'find "$@" -mindepth 1 -maxdepth 1 -print0 2>/dev/null' sh <"$work/folders") | plain | tr '\0' '\n' | LC_ALL=C sort
}

# What a package manager and Patchbay write for themselves says nothing about an update.
telling() {
  grep -vE '^[a-z]+	(/var/(log|cache/apt|cache/debconf|lib/apt|lib/dpkg|lib/patchbay|backups|tmp)/|/(run|tmp|dev|proc|sys)/|/usr/sbin/(policy-rc\.d|(update-grub|grub-install)(\.set-aside)?)	|/etc/(resolv\.conf|\.pwd\.lock)	)'
}

# Everything into $result and $dir/files, while the clone still is as the update left it.
compare() {
  : >"$work/all"
  while IFS='	' read -r layer at; do
    layer_changes "$layer" "$at" >"$work/layer"
    before=$(awk -F '\t' '{ sum += $3 } END { printf "%d", sum }' "$work/layer")
    printf '%s\t%s\t%s\n' "${at:-/}" "$(($(du -sB1 "$upper/$layer/u" | cut -f 1) - before))" "$(df -B1 --output=avail "${at:-/}" | tail -n 1)"
    cat "$work/layer" >>"$work/all"
  done <"$tmp/layers" >"$result/space"
  telling <"$work/all" | LC_ALL=C sort -t '	' -k 2,2 -u >"$work/telling"
  cut -f 1,2,5 "$work/telling" >"$dir/files"
  cut -f 1 "$work/telling" | LC_ALL=C sort | uniq -c | awk '{ print $2 "\t" $1 }' >"$result/counts"
  list_files
  on_clone dpkg --audit >"$result/audit" 2>&1
  clone_packages | LC_ALL=C sort >"$work/installed"
  installed | LC_ALL=C sort | LC_ALL=C comm -3 - "$work/installed" | awk '{ if (!seen[$1]++) n++ } END { print n + 0 }' >"$result/packages"
  cut -f 2 "$work/telling" | restarts_of_files "$tmp/running" >"$result/restarts"
  [ ! -e "$root$home/skipped" ] || LC_ALL=C sort -u "$root$home/skipped" >"$result/skipped"
}

# Config and boot files, and what no package brought.
list_files() {
  { present | xargs -r dpkg-query -L 2>/dev/null
    awk -F '\t' '$5 != "-" { print $2 ":" $3 }' "$work/plan" | on_clone xargs -r dpkg-query -L 2>/dev/null
  } | sed 's,^/\(bin\|sbin\|lib\|lib32\|lib64\|libx32\)/,/usr/\1/,' >"$work/owned"
  awk -F '\t' '
    FILENAME == ARGV[1] { owned[$0]; next }
    $2 ~ /^\/(etc|boot)\// { print $1 "\t" $2; next }
    !($2 in owned) && !/\/__pycache__\// { rest[n++] = $1 "\t" $2 }
    END { for (i = 0; i < n; i++) print rest[i] }' "$work/owned" "$work/telling" | head -n 500 >"$result/listed"
  sed -n 's/^added	\(.*\)\.\(dpkg-dist\|dpkg-new\|dpkg-old\|ucf-dist\|ucf-new\|ucf-old\)	.*/\1	\1.\2/p' "$work/telling" | head -n 500 >"$result/conffiles"
}

clone_packages() { on_clone dpkg-query -W -f='${Package}\t${Architecture}\t${Version}\t${db:Status-Status}\t${db:Status-Eflag}\n'; }
# With the marks. A kernel that came stays when the rest goes back (docs/decisions/0005).
clone_state() { { clone_packages; on_clone apt-mark showauto; } | grep -vE '^linux-(image|modules)(-extra|-unsigned)?-[0-9]' | LC_ALL=C sort; }
