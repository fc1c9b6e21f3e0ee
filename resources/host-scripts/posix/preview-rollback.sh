# shellcheck shell=sh disable=SC2154,SC2034,SC2046 # shared names; lists of tokens without blanks are split on purpose
# Read-only: what going back would do, with a kit as the only source. Put behind apt-common.sh, describe.sh and kit.sh.
# Arguments: token, run whose kit it is, packages, "all" or "some".
nonce=$1 kit_of=$2 packages=$3 extent=$4
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
kit=$home/kits/$kit_of

for file in errors plan; do : >"$work/$file"; done
state_of_host
section kit
rc=0
if [ -e "$kit/complete" ]; then
  echo complete
  # Sizes of what is replaced come from the host's own sources, before the kit becomes the only one.
  printf '%s' "$packages" | tr ' ' '\n' >"$work/named"
  wanted_back "$extent" "$work/named" >"$work/args"
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
