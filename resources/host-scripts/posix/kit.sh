# shellcheck shell=sh disable=SC2154,SC2034,SC2046,SC2016 # names shared with its neighbours; lists of tokens without blanks; dpkg's formats
# The rollback kit: the old packages of everything that will change, as a repository of its own, so that apt orders
# the way back; the config files as they are; and the manifest. Put behind apt-common.sh.

# name, arch, version now, state now, auto or manual, of each package in the plan.
manifest() {
  apt-mark showauto >"$tmp/auto.now"
  installed | awk -F '\t' -v native="$native" '
    FILENAME == ARGV[1] { auto[$1]; next }
    FILENAME == ARGV[2] { split($0, f, " "); plan[f[2]]; next }
    { key = $1 ":" $2 } key in plan { seen[key]; print $1 "\t" $2 "\t" $3 "\t" $4 "\t" ((($2 == native || $2 == "all") ? $1 : key) in auto ? "auto" : "manual") }
    END { for (key in plan) if (!(key in seen)) { split(key, f, ":"); print f[1] "\t" f[2] "\t-\tnot-installed\tauto" } }' \
    "$tmp/auto.now" "$tmp/lines" -
}

# Those whose old files will be gone. A new kernel leaves the one before it where it is.
leaving() { awk -F '\t' '$4 == "installed" && $1 !~ /^linux-image-[0-9]/' "$kit/manifest"; }

save_kit() {
  [ ! -e "$kit/complete" ] || return 0
  rm -rf "$kit"
  mkdir -p "$kit/debs" "$kit/build" || return 1
  manifest >"$kit/manifest"
  uname -r >"$kit/kernel"
  room_for_kit || return 1
  save_config
  save_packages || return 1
  rmdir "$kit/build"
  index_kit
  sync "$kit/manifest" "$kit/config.tar" "$kit/Packages" "$kit/debs"/* "$kit/debs" "$kit" 2>/dev/null
  : >"$kit/complete"
  sync "$kit/complete" "$kit" "$home/kits"
}

# Repacked packages lie there twice for a moment. What stays free is for the update itself.
room_for_kit() {
  need=$(leaving | awk -F '\t' '{ print $1 ":" $2 "=" $3 }' | xargs -r apt-cache show 2>/dev/null |
    awk '/^$/ { add() } /^Installed-Size: /{ i = $2 } /^Size: /{ s = $2 } /^Filename: /{ f = 1 } END { add(); printf "%d", sum }
      function add() { sum += f ? s : i * 1024 * 2; i = s = f = 0 }')
  free=$(df -B1 --output=avail "$kit" | tail -n 1)
  [ "$((need + 67108864))" -le "$free" ] && return 0
  echo "needs $((need / 1048576 + 64)) MiB, $((free / 1048576)) MiB are free in $home" >"$tmp/kit.problem"
  return 1
}

# Config files as they are: those that dpkg knows and those that ucf keeps (openssh-server's, for one).
save_config() {
  {
    leaving | awk -F '\t' '{ print $1 ":" $2 }' | xargs -r dpkg-query -W -f='${Conffiles}\n' | awk 'NF >= 2 { print $1 }'
    leaving | awk -F '\t' 'NR == FNR { mine[$1]; next } { split($0, f, /[ \t]+/) } f[1] in mine { print f[2] }' - /var/lib/ucf/registry 2>/dev/null
  } | LC_ALL=C sort -u | while IFS= read -r path; do if [ -f "$path" ]; then echo "$path"; fi; done >"$kit/config.list"
  tar -cf "$kit/config.tar" --absolute-names --verbatim-files-from --no-unquote -T "$kit/config.list" && tr '\n' '\0' <"$kit/config.list" | xargs -0r md5sum >"$kit/config.before"
}

# From the package cache, else from the archive in its very version, else put together again from the disk.
save_packages() {
  leaving | while IFS='	' read -r name arch version _; do
    file=$archives/$(deb_name "$name" "$version" "$arch")
    if [ -f "$file" ] && dpkg-deb -f "$file" Package >/dev/null 2>&1; then ln "$file" "$kit/debs/" 2>/dev/null || cp "$file" "$kit/debs/"; fi
  done
  missing | awk -F '\t' '{ print $1 ":" $2 "=" $3 }' | xargs -r apt-cache show 2>/dev/null |
    awk '/^$/ { add() } /^Package: /{ n = $2 } /^Architecture: /{ a = $2 } /^Version: /{ v = $2 } /^Filename: /{ f = 1 } END { add() }
      function add() { if (f && n != "") print n ":" a "=" v; f = 0; n = "" }' >"$tmp/kit.archive"
  [ ! -s "$tmp/kit.archive" ] || (cd "$kit/debs" && apt -o APT::Sandbox::User=root download $(cat "$tmp/kit.archive"))
  missing >"$tmp/kit.repack"
  while IFS='	' read -r name arch version _; do
    note "repacking $name $version"
    repack "$name" "$arch" "$version" || { echo "$name $version is in no archive and cannot be repacked" >"$tmp/kit.problem"; return 1; }
  done <"$tmp/kit.repack"
}

missing() {
  leaving | while IFS='	' read -r name arch version rest; do
    if ! [ -s "$kit/debs/$(deb_name "$name" "$version" "$arch")" ]; then printf '%s\t%s\t%s\t%s\n' "$name" "$arch" "$version" "$rest"; fi
  done
}

# A .deb from what is on the disk: dpkg's own control files, its list of files, config files as they are now.
# Not compressed: ten times faster than xz, and it lives for days (-Znone, measured in docs).
repack() {
  package=$1:$2 build=$kit/build/root
  rm -rf "$build"
  mkdir -p "$build/DEBIAN"
  chmod 755 "$build" "$build/DEBIAN"
  # deb-control(5) without what only dpkg's status file has (Conffiles goes with its indented lines).
  dpkg-query -s "$package" | awk '/^[^ ]/ { skip = /^(Status|Config-Version|Triggers-Pending|Triggers-Awaited|Conffiles):/ } !skip' >"$build/DEBIAN/control"
  dpkg-query --control-list "$package" | while read -r part; do
    file=$(dpkg-query --control-path "$package" "$part")
    [ -z "$file" ] || cp -p "$file" "$build/DEBIAN/$part"
  done
  files_of "$package" >"$kit/build/files"
  tar -C / -cf - --no-recursion --verbatim-files-from --no-unquote -T "$kit/build/files" | tar -C "$build" -xpf - || return 1
  while IFS='	' read -r path diverted; do cp -a "$diverted" "$build$path"; done <"$kit/build/diverted"
  dpkg-deb -Znone --build "$build" "$kit/debs/$(deb_name "$1" "$3" "$2")" >/dev/null || return 1
  rm -rf "$kit"/build/*
}

# What a package owns and the disk has, without the leading slash. A path that other paths lie below is a folder of the
# package even where the disk has a link instead (/lib -> usr/lib): tar makes it by itself. Of a diverted path it is the
# file that was moved aside that belongs to this package.
files_of() {
  : >"$kit/build/diverted"
  dpkg-query -L "$1" | awk '
    /^(diverted by .*|locally diverted) to: / { sub(/^.* to: /, ""); path[n] = path[n] "\t" $0; next }
    /^package diverts others to: / || $0 == "/." { next }
    { path[++n] = $0; parent = $0; while (sub(/\/[^\/]*$/, "", parent) && parent != "") folder[parent] }
    END { for (i = 1; i <= n; i++) print ((path[i] in folder) ? "d" : "f") "\t" path[i] }' |
    while IFS='	' read -r kind path diverted; do
      if [ "$kind" = d ] && [ -L "$path" ]; then continue; fi
      if [ -n "$diverted" ]; then [ ! -e "$diverted" ] || printf '%s\t%s\n' "$path" "$diverted" >>"$kit/build/diverted"; continue; fi
      if [ -e "$path" ] || [ -L "$path" ]; then echo "${path#/}"; fi
    done
}

# A flat repository (sources.list(5)) that needs no tool to be made.
index_kit() {
  (
    cd "$kit" || exit 1
    set -- debs/*.deb
    # A few processes for the whole kit and one for each package: with five it took longer than to fetch them.
    [ ! -e "$1" ] || {
      stat -c '= size %n %s' "$@"
      sha256sum "$@" | sed 's/^/= sum /'
      for file in "$@"; do echo "= deb $file" && dpkg-deb -f "$file"; done
    } | awk '
      $1 == "=" && $2 == "size" { size[$3] = $4; next }
      $1 == "=" && $2 == "sum" { sum[$4] = $3; next }
      $1 == "=" { print (n++ ? "\n" : "") "Filename: ./" $3 "\nSize: " size[$3] "\nSHA256: " sum[$3]; next }
      !/^$/' >Packages
    printf 'Origin: Patchbay\nLabel: Patchbay\nSuite: kit\nDate: %s\nSHA256:\n %s %s Packages\n' \
      "$(date -Ru | sed 's/+0000/UTC/')" "$(sha256sum Packages | cut -d ' ' -f 1)" "$(stat -c %s Packages)" >Release
  )
}

# The options that make a kit the only source of apt, with lists and caches of its own in $2.
use_kit() {
  mkdir -p "$2/lists/partial" "$2/archives/partial"
  echo "deb [trusted=yes] file:$home/kits/$1 ./" >"$2/sources.list"
  printf 'Package: *\nPin: release o=Patchbay\nPin-Priority: 1001\n' >"$2/preferences"
  sources="-o Dir::Etc::SourceList=$2/sources.list -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State::Lists=$2/lists -o Dir::Cache=$2 -o Dir::Cache::Archives=$2/archives -o APT::Sandbox::User=root -o Acquire::Languages=none -o APT::Default-Release="
  apt -qq -o Debug::NoLocking=1 update
}

# What the kit's manifest says and the host does not have now, as apt-get install takes it; a kernel that came stays, and
# the one before is booted. $1: "all", or "some" for those that the file $2 names.
wanted_back() {
  { installed; echo; cat "$kit/manifest"; } | awk -F '\t' -v extent="$1" -v named="${2-}" '
    BEGIN { if (extent == "some") while ((getline name <named) > 0) chosen[name] }
    $0 == "" { kit = 1; next }
    !kit { if ($4 != "not-installed" && $4 != "config-files") now[$1 ":" $2] = $3; next }
    extent == "some" && !($1 in chosen) { next }
    $1 ~ /^linux-(image|modules)(-extra|-unsigned)?-[0-9]/ { next }
    $4 == "installed" { if (now[$1 ":" $2] != $3) print $1 ":" $2 "=" $3; next }
    now[$1 ":" $2] != "" { print $1 ":" $2 "-" }'
}

# What the update made of each config file, so that a later way back can tell its changes from a person's.
note_config_after() {
  if [ -s "$kit/config.list" ] && ! [ -e "$kit/config.after" ]; then tr '\n' '\0' <"$kit/config.list" | xargs -0r md5sum >"$kit/config.after" 2>/dev/null; fi
}

# Config files of kit $1 go back where the update changed them and nobody has since.
restore_config() {
  back=$home/kits/$1
  [ -s "$back/config.before" ] || return 0
  while IFS= read -r line; do
    path=${line#*  } sum=${line%% *}
    now=$(md5sum "$path" 2>/dev/null | cut -d ' ' -f 1)
    after=$(awk -v path="$path" 'substr($0, 35) == path { print $1; exit }' "$back/config.after" 2>/dev/null)
    [ "$now" != "$sum" ] || continue
    if [ "$now" != "$after" ]; then note "$path was edited after the update; left as it is"; continue; fi
    tar -xpf "$back/config.tar" --absolute-names "$path" && note "$path: put back as it was"
  done <"$back/config.before"
}
