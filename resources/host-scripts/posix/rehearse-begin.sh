# shellcheck shell=sh disable=SC2154 # names shared with its neighbours
# The last piece of the rehearsal's runner. Arguments: start, work; inside (the first process of the clone's namespaces);
# stage, run, plan-back (on the clone).
case $1 in
  # It may be killed at any moment, and all of it goes. It costs what nobody else wants; what the clone writes counts as
  # memory where it is kept there.
  start) start_detached -p KillMode=control-group -p Nice=19 -p IOSchedulingClass=idle -p CPUWeight=10 -p IOWeight=10 \
    -p "MemoryMax=$(($(spec memory) + $(spec space)))" -p "RuntimeMaxSec=$(($(spec seconds) + 60))" ;;
  work) rehearse ;;
  inside) inside ;;
  stage) stage ;;
  run) work ;;
  plan-back) plan_back ;;
esac
