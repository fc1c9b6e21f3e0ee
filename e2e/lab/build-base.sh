#!/bin/bash
# The root file system under every host, installed from the mirror's oldest suite.
#   build-base.sh MIRROR DEST CODENAME PACKAGE...      (root; run in a mount namespace of its own)
set -euo pipefail
MIRROR=$1 DEST=$2 CODENAME=$3; shift 3
rm -rf "$DEST"
mmdebstrap --quiet --mode=root --variant=apt --format=directory \
  --dpkgopt=force-unsafe-io --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
  --include="$(IFS=,; echo "$*")" --keyring="$MIRROR/key.gpg" \
  "$CODENAME" "$DEST" "deb [signed-by=$MIRROR/key.gpg] copy:$MIRROR $CODENAME main"
in_root() { chroot "$DEST" env LC_ALL=C.UTF-8 "$@"; }
rm -f "$DEST"/etc/apt/sources.list.d/0000* "$DEST"/etc/ssh/ssh_host_* "$DEST"/etc/dpkg/dpkg.cfg.d/99mmdebstrap "$DEST"/etc/apt/apt.conf.d/99mmdebstrap

install -m644 "$MIRROR/key.gpg" "$DEST/usr/share/keyrings/patchbay-lab.gpg"
cat > "$DEST/etc/apt/sources.list" <<S
deb [signed-by=/usr/share/keyrings/patchbay-lab.gpg] http://mirror.lab/debian $CODENAME main
deb [signed-by=/usr/share/keyrings/patchbay-lab.gpg] http://mirror.lab/debian $CODENAME-updates main
deb [signed-by=/usr/share/keyrings/patchbay-lab.gpg] http://mirror.lab/debian-security $CODENAME-security main
S
echo 'Acquire::Languages "none";' > "$DEST/etc/apt/apt.conf.d/10lab"

# four kinds of account: root (key), sudo without and with a password, no sudo at all
for u in ops admin viewer; do in_root useradd -m -s /bin/bash $u; done
printf 'ops:lab\nadmin:lab\nviewer:lab\n' | in_root chpasswd
echo 'ops ALL=(ALL) NOPASSWD: ALL' > "$DEST/etc/sudoers.d/ops"
echo 'admin ALL=(ALL) ALL' > "$DEST/etc/sudoers.d/admin"
chmod 440 "$DEST"/etc/sudoers.d/*
printf 'UseDNS no\nPermitRootLogin prohibit-password\nPasswordAuthentication yes\n' > "$DEST/etc/ssh/sshd_config.d/lab.conf"

# apt runs when a test says so, not by the clock
for t in apt-daily apt-daily-upgrade; do ln -sf /dev/null "$DEST/etc/systemd/system/$t.timer"; done
# the `locale` fault switches to it
in_root localedef -i de_DE -f UTF-8 de_DE.UTF-8
# the `clock` fault preloads it
dpkg-deb --fsys-tarfile "$MIRROR"/pool/main/f/faketime/libfaketime_*.deb | tar -x -C "$DEST" --wildcards --transform 's,.*/,usr/local/lib/,' '*/libfaketime.so.1'
printf '127.0.0.1 localhost\n' > "$DEST/etc/hosts"
: > "$DEST/etc/machine-id"
rm -rf "$DEST"/var/lib/apt/lists/* "$DEST"/var/cache/apt/*.bin
find "$DEST/var/log" -type f -exec truncate -s 0 {} +
