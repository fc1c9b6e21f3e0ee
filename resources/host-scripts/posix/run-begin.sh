# shellcheck shell=sh
# The last piece of the runner. Arguments: start, or work.
# KillMode=process: if the runner is killed, the apt below it goes on and the next runner waits for it.
case $1 in
  start) start_detached -p KillMode=process -p OOMPolicy=continue -p TimeoutStopSec=900 ;;
  work) work ;;
esac
