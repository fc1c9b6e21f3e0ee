# shellcheck shell=sh disable=SC2154,SC2034 # names shared with its neighbours
# The clone of a host: its own file systems below overlays, in namespaces of its own. Put behind apt-common.sh and
# journal.sh. Nothing here may be called but by the first process of those namespaces: the mounts go with it.
clone=$dir/clone root=$dir/clone/root upper=$dir/clone/upper

# Ends the rehearsal with a reason: the problem's kind, then its fields as "key value" lines.
give_up() {
  printf '%s\n' "$@" >"$tmp/why"
  exit 1
}
cannot() { give_up cannot-rehearse "reason $1" "$(sed '/^$/d; s/^/line /' "$tmp/errors" | tail -n 20)"; }

# Where the changes go: a sparse file with a file system of its own, for an upper layer inside its own lower one is refused.
# The file's name is removed at once: however this ends, the kernel frees it with the last mount. No journal and no
# barriers: nothing of it is to outlive anything.
make_upper() {
  mkdir -p "$upper" "$root"
  if truncate -s "$cap" "$clone/image" && mkfs.ext4 -q -F -m 0 -O '^has_journal' -E nodiscard,lazy_itable_init=1 "$clone/image" &&
    mount -o loop,noatime,barrier=0 "$clone/image" "$upper"; then where=disk
  elif memory_allows && mount -t tmpfs -o "size=$cap,mode=755" tmpfs "$upper"; then where=memory
  fi 2>"$tmp/errors"
  rm -f "$clone/image"
  [ -n "${where-}" ] || cannot no-tools
}

# Half of what is free stays free for the host's own work.
memory_allows() {
  [ "$(awk '/^MemAvailable:/ { printf "%d", $2 * 512 }' /proc/meminfo)" -ge "$cap" ] || { echo 'no loop device, and too little memory' >&2; return 1; }
}

# $1: a mount point of the host ("" for the root). "volatile" leaves every sync out (Linux 5.10), the others keep the
# layer readable; where the kernel does not know them, it does without.
lay_over() {
  layers=$((layers + 1))
  mkdir -p "$upper/$layers/u" "$upper/$layers/w"
  chmod --reference="${1:-/}" "$upper/$layers/u"
  chown --reference="${1:-/}" "$upper/$layers/u"
  what="lowerdir=${1:-/},upperdir=$upper/$layers/u,workdir=$upper/$layers/w"
  mount -t overlay -o "$what,volatile,index=off,metacopy=off,redirect_dir=off" overlay "$root$1" 2>"$tmp/errors" ||
    mount -t overlay -o "$what" overlay "$root$1" 2>>"$tmp/errors" || return 1
  printf '%s\t%s\n' "$layers" "$1" >>"$tmp/layers"
}

# A small file system that no overlay can stand on (the EFI partition is one) is copied.
copy_over() {
  [ "$(df -B1 --output=used "$1" | tail -n 1)" -le 268435456 ] || return 1
  mount -t tmpfs -o mode=755,size=300m tmpfs "$root$1" && cp -a "$1/." "$root$1/"
}

# Mount points of the host, in their order, which parents come first in: path and type. What only programs make and what
# a network may keep waiting is left out; so are containers and snaps, whose own file systems no package manager changes.
host_mounts() {
  awk '{ for (i = 7; $i != "-"; i++); print $5 "\t" $(i + 1) }' "$tmp/mountinfo" |
    awk -F '\t' '$1 != "/" && $1 !~ /\\/ && $1 !~ /[,:]/ && $1 !~ /^\/(proc|sys|dev|run|tmp|snap)(\/|$)/ &&
      $1 !~ /^\/var\/lib\/(docker|containers|containerd|kubelet|lxc|lxd|lxcfs|machines|snapd|nfs)\// &&
      $2 !~ /^(nfs|cifs|smb|fuse|autofs|9p|ceph|squashfs|proc|sysfs|devpts|cgroup|mqueue|binfmt_misc|rpc_pipefs)/'
}

make_clone() {
  layers=0
  : >"$tmp/layers"
  cat /proc/self/mountinfo >"$tmp/mountinfo" # before there are mounts of ours
  make_upper
  lay_over '' || cannot no-overlay
  host_mounts | while IFS='	' read -r path type; do
    [ -e "$root$path" ] || continue
    case $path in
      /boot | /boot/* | /usr | /usr/* | /var | /var/* | /etc | /etc/* | /opt | /opt/* | /root | /lib* | /bin | /sbin)
        if [ ! -d "$path" ]; then cat "$path" >"$root$path"; continue; fi
        layers=$(wc -l <"$tmp/layers")
        lay_over "$path" || copy_over "$path" 2>>"$tmp/errors" || { echo "$path is $type" >>"$tmp/errors"; exit 1; } ;;
      # Never writable: what is changed there would be changed on the host.
      *) if mount --bind "$path" "$root$path"; then mount -o remount,bind,ro "$root$path" || exit 1; fi ;;
    esac
  done || cannot no-overlay
  furnish 2>"$tmp/errors" || cannot no-namespaces
}

# What a program expects of a system, without a way to the host's own: its services are not to be reached, its devices
# cannot be changed, its kernel's settings only read.
furnish() {
  mount -t proc -o nosuid,nodev,noexec proc "$root/proc" && mount -t sysfs -o nosuid,nodev,noexec,ro sysfs "$root/sys" &&
    mount -t tmpfs -o mode=755,nosuid,size=64m tmpfs "$root/dev" && mount -t tmpfs -o mode=755,nosuid,size=64m tmpfs "$root/run" &&
    mount -t tmpfs -o mode=1777,nosuid,size=256m tmpfs "$root/tmp" || return 1
  mkdir -p "$root/dev/pts" "$root/dev/shm" "$root/run/lock"
  for node in null zero full random urandom tty; do
    : >"$root/dev/$node"
    mount --bind "/dev/$node" "$root/dev/$node" && mount -o remount,bind,ro "$root/dev/$node" || return 1
  done
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts" && mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/dev/shm" || return 1
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  ln -s fd/0 "$root/dev/stdin" && ln -s fd/1 "$root/dev/stdout" && ln -s fd/2 "$root/dev/stderr"
  # systemd-resolved keeps it in /run.
  resolver=$(readlink -f /etc/resolv.conf)
  case $resolver in /run/*) mkdir -p "$root${resolver%/*}" && cp "$resolver" "$root$resolver" ;; esac
  refuse_services
}

# invoke-rc.d and deb-systemd-invoke ask it (Debian policy 9.3.3.1): 101 is "not allowed".
# GRUB finds no device below an overlay; its programs are put aside by dpkg's own means, so that new versions go aside, too.
refuse_services() {
  printf '#!/bin/sh\nexit 101\n' >"$tmp/refuse"
  rm -f "$root/usr/sbin/policy-rc.d"
  install -m 755 "$tmp/refuse" "$root/usr/sbin/policy-rc.d"
  for program in update-grub grub-install; do
    [ -e "$root/usr/sbin/$program" ] || continue
    on_clone dpkg-divert --quiet --local --rename --divert "/usr/sbin/$program.set-aside" --add "/usr/sbin/$program" || return 1
    printf '#!/bin/sh\necho %s >>%s/skipped\n' "$program" "$home" >"$tmp/stub"
    install -m 755 "$tmp/stub" "$root/usr/sbin/$program"
  done
}

# With what a run has on the host itself; "offline" without a network but its own loopback.
on_clone() { chroot "$root" env -i PATH="$PATH" HOME=/root LC_ALL="$LC_ALL" DEBIAN_FRONTEND=noninteractive "$@"; }
