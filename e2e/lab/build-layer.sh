#!/bin/bash
# A role over the base, kept as the upper directory of an overlay.
#   SETUP=... build-layer.sh MIRROR BASE DEST CODENAME PACKAGE...   (root; in mount and pid namespaces of its own)
set -euo pipefail
MIRROR=$1 BASE=$2 DEST=$3 CODENAME=$4; shift 4
rm -rf "$DEST" "$DEST.w"; mkdir -p "$DEST" "$DEST.w" "$DEST.r"
mount -t overlay overlay -o "lowerdir=$BASE,upperdir=$DEST,workdir=$DEST.w" "$DEST.r"
R=$DEST.r
mount --bind "$MIRROR" "$R/mnt"; mount -t proc proc "$R/proc"; mount --rbind /dev "$R/dev"
mount -t tmpfs tmpfs "$R/tmp"; mount -t tmpfs tmpfs "$R/run"
if [ $# -gt 0 ]; then
  echo "deb [signed-by=/usr/share/keyrings/patchbay-lab.gpg] copy:/mnt $CODENAME main" > "$R/tmp/list"
  printf '#!/bin/sh\nexit 101\n' > "$R/usr/sbin/policy-rc.d"; chmod +x "$R/usr/sbin/policy-rc.d"
  O=(-o Dir::Etc::sourcelist=/tmp/list -o APT::Install-Recommends=false -o Dpkg::Options::=--force-unsafe-io)
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
  chroot "$R" apt-get -qq "${O[@]}" update
  chroot "$R" apt-get -y -qq "${O[@]}" install "$@"
  rm -f "$R/usr/sbin/policy-rc.d"
fi
[ -z "${SETUP:-}" ] || chroot "$R" bash -ec "$SETUP"
rm -rf "$R"/var/lib/apt/lists/* "$R"/var/cache/apt/*.bin "$R"/var/cache/apt/archives/*.deb
find "$R/var/log" -type f -exec truncate -s 0 {} +
umount -R "$R/dev"; umount "$R/mnt" "$R/proc" "$R/tmp" "$R/run" "$R"; rm -rf "$DEST.w"; rmdir "$DEST.r"
