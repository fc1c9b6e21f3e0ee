# shellcheck shell=sh
# What a gate looks at and a scan does not. Reads only, needs no rights.
#   route 4|6 INTERFACE        each default route
#   name NAME yes|no           whether the resolver finds each repository's name
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
# Linux, Documentation/networking/proc_net_tcp and net/ipv6/route.c: destination and mask, or length of the prefix, of zeros.
awk '$2 == "00000000" && $8 == "00000000" { print "route 4 " $1 }' /proc/net/route 2>/dev/null | sort -u
awk '$1 ~ /^0+$/ && $2 == "00" && $10 != "lo" { print "route 6 " $10 }' /proc/net/ipv6_route 2>/dev/null | sort -u
# Side by side, so that a dead resolver costs one wait. An address needs no resolver.
cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
  sed -n 's|^[^#]*https\{0,1\}://\([^/@ ]*@\)\{0,1\}\([A-Za-z0-9.-]*\).*|\2|p' | grep '[A-Za-z]' | sort -u | head -n 5 | {
  while IFS= read -r name; do
    {
      if timeout 8 getent hosts "$name" >/dev/null 2>&1; then echo "name $name yes"; else echo "name $name no"; fi
    } &
  done
  wait
}
