# shellcheck shell=sh
# Runs a check of the shop's own: "gate-command.sh SECONDS COMMAND". Prints "exit N", then the first 2 KB that it said.
# It is ended at its time limit. What it says beyond that is thrown away, not refused: a full pipe would end it.
seconds=$1 command=$2
{
  said=$({
    timeout -k 5 "$seconds" sh -c "$command" </dev/null 2>&1
    echo "exit $?" >&3
  } | {
    head -c 2000
    cat >/dev/null
  })
} 3>&1
printf '%s\n' "$said"
