#!/bin/bash
# Becomes PID 1 of one host, inside its new mount, pid, uts, ipc, net, cgroup and time namespaces.
#   host-init.sh NAME ROOT
set -euo pipefail
NAME=$1 ROOT=$2
mount --make-rprivate /
hostname "$NAME"
mount -t proc -o nosuid,nodev,noexec proc "$ROOT/proc"
mount -t sysfs -o nosuid,nodev,noexec,ro sysfs "$ROOT/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$ROOT/sys/fs/cgroup"
mount -t tmpfs -o mode=755,size=1m,nosuid tmpfs "$ROOT/dev"
while read -r n maj min; do mknod -m 666 "$ROOT/dev/$n" c "$maj" "$min"; done <<< $'null 1 3\nzero 1 5\nfull 1 7\nrandom 1 8\nurandom 1 9\ntty 5 0'
mkdir "$ROOT/dev/pts" "$ROOT/dev/shm" "$ROOT/dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$ROOT/dev/pts"
ln -s pts/ptmx "$ROOT/dev/ptmx"
ln -s /proc/self/fd "$ROOT/dev/fd"
for i in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${i%:*}" "$ROOT/dev/${i#*:}"; done
mount -t tmpfs -o mode=1777,size=64m tmpfs "$ROOT/dev/shm"
mount -t tmpfs -o mode=755,size=64m tmpfs "$ROOT/run"
# the machine's kernel settings are read-only for the host, those of its own network are not
mount --bind "$ROOT/proc/sys" "$ROOT/proc/sys"; mount -o remount,bind,ro "$ROOT/proc/sys"
mount --bind "$ROOT/proc/sys/net" "$ROOT/proc/sys/net"; mount -o remount,bind,rw "$ROOT/proc/sys/net"
# a new boot id, as after a real boot (the uptime is right too: the host has its own time namespace)
cat /proc/sys/kernel/random/uuid > "$ROOT/run/.boot_id"
mount --bind "$ROOT/run/.boot_id" "$ROOT/proc/sys/kernel/random/boot_id"
[ ! -e "$ROOT/proc/sysrq-trigger" ] || mount --bind /dev/null "$ROOT/proc/sysrq-trigger"
cd "$ROOT"; mkdir -p .old; pivot_root . .old
umount -l /.old; rmdir /.old 2>/dev/null || true
# root in here is the machine's root: take away what could reach past the namespaces
exec setpriv --bounding-set -mknod,-sys_time,-sys_module,-sys_rawio,-syslog --inh-caps -all \
  env -i container=lab LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /sbin/init systemd.unit=multi-user.target
