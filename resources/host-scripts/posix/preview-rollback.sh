# shellcheck shell=sh disable=SC2154,SC2034,SC2046 # shared names; lists of tokens without blanks are split on purpose
# Read-only: what going back would do, with a kit as the only source. Put behind apt-common.sh, describe.sh and kit.sh.
# Arguments: token, run whose kit it is, packages, "all" or "some".
nonce=$1 kit_of=$2 packages=$3 extent=$4
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
kit=$home/kits/$kit_of

# What the manifest says and the host does not have now; a kernel that came stays, and the one before is booted.
wanted() {
  printf '%s' "$packages" | tr ' ' '\n' >"$work/named"
  { installed; echo; cat "$kit/manifest"; } | awk -F '\t' -v extent="$extent" -v named="$work/named" '
    BEGIN { while ((getline name <named) > 0) chosen[name] }
    $0 == "" { kit = 1; next }
    !kit { if ($4 != "not-installed" && $4 != "config-files") now[$1 ":" $2] = $3; next }
    extent == "some" && !($1 in chosen) { next }
    $1 ~ /^linux-(image|modules)(-extra|-unsigned)?-[0-9]/ { next }
    $4 == "installed" { if (now[$1 ":" $2] != $3) print $1 ":" $2 "=" $3; next }
    now[$1 ":" $2] != "" { print $1 ":" $2 "-" }' >"$work/args"
}

for file in errors plan; do : >"$work/$file"; done
state_of_host
section kit
rc=0
if [ -e "$kit/complete" ]; then
  echo complete
  # Sizes of what is replaced come from the host's own sources, before the kit becomes the only one.
  wanted
  use_kit "$kit_of" "$work/apt" 2>>"$work/errors" || rc=$?
  if [ "$rc" -eq 0 ] && [ -s "$work/args" ]; then
    apt -s -o Debug::NoLocking=1 --allow-downgrades install $(cat "$work/args") >"$work/plan.out" 2>>"$work/errors"
    rc=$?
    transaction <"$work/plan.out" | with_downgrades >"$work/plan"
  fi
else
  echo missing
fi
section brought; awk -F '\t' '$4 == "not-installed" || $4 == "config-files" { print $1 }' "$kit/manifest" 2>/dev/null
section errors; echo "$rc"; grep -v '^N: ' "$work/errors" | LC_ALL=C sort -u | tail -n 100
section refused
section leftout
section security
describe
section new
# The kit lies on the host: there is nothing to download.
[ ! -e "$kit/Packages" ] || sizes <"$kit/Packages" | awk -F '\t' -v OFS='\t' '{ $5 = "-"; print }'
section end
