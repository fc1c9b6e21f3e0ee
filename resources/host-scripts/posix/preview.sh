# shellcheck shell=sh disable=SC2154,SC2034,SC2046 # shared names; lists of tokens without blanks are split on purpose
# Read-only: what a selection would do on this host. Put behind apt-common.sh and describe.sh.
# Arguments: token, mode (security, everything, packages), packages, exclusions, removals that are allowed.
nonce=$1 mode=$2 packages=$3 exclude=$4 allowed=$5
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

words() { printf '%s' "$1" | tr ' ' '\n' | sed '/^$/d'; }
simulate() { apt -s -o Debug::NoLocking=1 "$@" 2>>"$work/errors"; }
tabs() { transaction | grep -v '^?' || true; }
# Simulates and keeps what comes out as what is wanted.
resolve() {
  simulate "$@" >"$work/wanted.out"
  rc=$?
  tabs <"$work/wanted.out" >"$work/wanted"
}

# Packages under "kept back" and "deferred due to phasing" in apt-get's own lists.
left_behind() {
  awk '/^The following packages have been kept back:/ { why = "kept-back"; next }
    /^The following upgrades have been deferred due to phasing:/ { why = "phased"; next }
    !/^ / { why = "" } why { for (i = 1; i <= NF; i++) print $i "\t" why }' "$1"
}

# apt-cache policy in; for each package the candidate, and its newest version that a security archive has and that
# is newer than the installed one: name, candidate, security version or "-", "phased" or "-".
candidates() {
  awk 'function flush() { if (name != "") print name "\t" cand "\t" sec "\t" phased }
    /^[^ ]/ { flush(); name = $1; sub(/:$/, "", name); inst = cand = ""; sec = phased = "-"; state = 0 }
    /^  Installed: / { inst = $2 } /^  Candidate: / { cand = $2 }
    /^ (\*\*\*|   ) [^ ]/ { version = $1 == "***" ? $2 : $1; if (version == cand) { state = 1; if (/\(phased/) phased = "phased" } if (version == inst) state = 2 }
    /^      *-?[0-9]+ / && state == 1 && sec == "-" && (/ [^ ]*-security\// || / [^ ]*security[^ ]* [^ ]*\/updates\//) { sec = version }
    END { flush() }'
}

# The status file with what is excluded put on hold, so that apt itself plans around it.
put_on_hold() {
  words "$exclude" >"$work/excluded"
  [ -s "$work/excluded" ] || return 0
  awk 'NR == FNR { out[$0]; next } /^Package: / { held = $2 in out } held && /^Status: install / { sub(/install/, "hold", $2) } { print }' \
    "$work/excluded" /var/lib/dpkg/status >"$work/status"
  sources="-o Dir::State::status=$work/status"
}

# Removals that a full upgrade needs and nobody has allowed.
unallowed() {
  words "$allowed" | LC_ALL=C sort >"$work/allowed"
  awk -F '\t' '$1 == "remove" { print $2 }' "$1" | LC_ALL=C sort -u | LC_ALL=C comm -23 - "$work/allowed"
}

resolve_everything() {
  simulate dist-upgrade >"$work/full.out" || return 0
  tabs <"$work/full.out" >"$work/full"
  unallowed "$work/full" >"$work/refused"
  if grep -q '^remove' "$work/full" && [ ! -s "$work/refused" ]; then cp "$work/full" "$work/wanted"; fi
}

# The least change: where the newest version is no security update but one before it was, that one.
resolve_security() {
  awk -F '\t' 'FILENAME == ARGV[1] { if ($3 != "-") sec[$1] = $3; next } $1 == "upgrade" { key = $2 in sec ? $2 : $2 ":" $3; if (key in sec) print $2 ":" $3 "=" sec[key] }' \
    "$work/candidates" "$work/upgrade" >"$work/args"
  : >"$work/wanted"
  [ ! -s "$work/args" ] || resolve install $(cat "$work/args")
}

# Chosen by name: in every architecture in which they are there, unless held or left out.
resolve_packages() {
  words "$packages" >"$work/named"
  installed | awk -F '\t' 'NR == FNR { named[$1]; next } $1 in named && $4 == "installed" { print $1 ":" $2 }' "$work/named" - >"$work/args"
  { cat "$work/held"; words "$exclude"; } >"$work/out"
  awk -F : 'FILENAME == ARGV[1] { out[$1]; next } !($1 in out)' "$work/out" "$work/args" >"$work/chosen"
  : >"$work/wanted"
  [ ! -s "$work/chosen" ] || resolve install --only-upgrade $(cat "$work/chosen")
}

left_out() {
  awk -F '\t' -v mode="$mode" '
    FILENAME == ARGV[1] { held[$1]; next }
    FILENAME == ARGV[2] { known[$1]; if ($3 != "-") sec[$1]; if ($4 == "phased") phased[$1]; next }
    FILENAME == ARGV[3] { named[$1]; next }
    FILENAME == ARGV[4] { planned[$2]; next }
    { name = $1; sub(/:.*/, "", name) }
    name in planned || seen[name]++ { next }
    !($1 in known) || mode == "security" && !($1 in sec) || mode == "packages" && !(name in named) { next }
    { print name "\t" ($2 == "excluded" ? $2 : $1 in held ? "held" : $1 in phased ? "phased" : $2) }' \
    "$work/held" "$work/candidates" "$work/named" "$work/plan" "$work/behind"
}

for file in errors refused named excluded plan; do : >"$work/$file"; done
apt-mark showhold >"$work/held" 2>/dev/null
state_of_host

# What apt would do of itself; the exclusions come after, so that it is known what they leave out.
simulate --with-new-pkgs upgrade >"$work/upgrade.out"
rc=$?
tabs <"$work/upgrade.out" >"$work/upgrade"
left_behind "$work/upgrade.out" >"$work/behind"
{ awk -F '\t' '$1 == "upgrade" { print $2 ":" $3 }' "$work/upgrade"; cut -f 1 "$work/behind"; } | LC_ALL=C sort -u |
  xargs -r apt-cache policy 2>/dev/null | candidates >"$work/candidates"
put_on_hold
if [ -s "$work/excluded" ]; then
  simulate --with-new-pkgs upgrade >"$work/upgrade.out"
  rc=$?
  awk -F '\t' 'NR == FNR { out[$1]; next } $2 in out { print $2 "\texcluded" }' "$work/excluded" "$work/upgrade" >>"$work/behind"
  tabs <"$work/upgrade.out" >"$work/upgrade"
fi
cp "$work/upgrade" "$work/wanted"
case $mode in
  everything) resolve_everything ;;
  security) resolve_security ;;
  packages) resolve_packages ;;
esac
sources=
plan_lines <"$work/wanted" | exact >"$work/args"
if [ -s "$work/args" ]; then
  # The run takes this same list; its simulation has to come out the same.
  simulate install $(cat "$work/args") >"$work/plan.out"
  rc=$?
  transaction <"$work/plan.out" | with_downgrades >"$work/plan"
fi
section errors; echo "$rc"; grep -v '^N: ' "$work/errors" | LC_ALL=C sort -u | tail -n 100
[ "$rc" = 0 ] || unmet "$work"/*.out
section kit
section refused; cat "$work/refused"
section leftout; left_out
section security; awk -F '\t' '$3 != "-" { print $1 }' "$work/candidates"
describe
section new
awk -F '\t' '$5 != "-" { print $2 ":" $3 "=" $5 }' "$work/plan" | xargs -r apt-cache show 2>/dev/null | sizes
section end
