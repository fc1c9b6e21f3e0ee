# shellcheck shell=sh disable=SC2154,SC2034 # names shared with its neighbours
# One restart pass after everything is installed, and the kernel that boots next. Put behind apt-common.sh.

# Units with processes that still use files which are gone from the disk, and what needrestart sees beside them
# (interpreters with changed modules).
stale_units() {
  {
    grep -sE ' /(usr|lib|lib64|bin|sbin|opt)/.* \(deleted\)$' /proc/[0-9]*/maps | sed 's,^/proc/\([0-9]*\)/.*,\1,' | LC_ALL=C sort -u |
      while read -r pid; do unit_of "$pid"; done
    if command -v needrestart >/dev/null; then
      env -u NEEDRESTART_SUSPEND needrestart -b -r l 2>/dev/null </dev/null 7>&- 8>&- | sed -n 's/^NEEDRESTART-SVC: *\(.*\.service\)$/\1/p'
    fi
  } | LC_ALL=C sort -u
}

restart_pass() {
  [ -d /run/systemd/system ] || { note 'no systemd here: nothing is restarted by Patchbay'; return 0; }
  stale_units >"$tmp/stale"
  restartable <"$tmp/stale" >"$tmp/restart"
  while read -r unit; do restart_unit "$unit"; done <"$tmp/restart"
  LC_ALL=C comm -23 "$tmp/stale" "$tmp/restart" | grep -v '^patchbay-' | while read -r unit; do note "$unit still uses old files and is left running; a reboot renews it"; done
}

# sshd carries our own connection: only where its configuration holds and its sessions outlive it.
restart_unit() {
  case $1 in
    ssh.service | sshd.service)
      if ! sshd -t 2>/dev/null || [ "$(systemctl show -p KillMode --value "$1")" != process ]; then note "$1 is left running"; return 0; fi ;;
  esac
  if timeout 120 systemctl try-restart "$1" </dev/null 7>&- 8>&-; then note "$1 restarted"; else note "$1 did not restart"; fi
}

grub_choice=/etc/default/grub.d/patchbay.cfg

# Goes back to kernel $1 at the next boot. The newer one stays installed.
boot_kernel() {
  [ -f /boot/grub/grub.cfg ] || { note "no GRUB here: choose kernel $1 by hand at the next boot"; return 0; }
  entry=$(awk -v kernel="$1" -v q="'" '
    function id() { return match($0, /menuentry_id_option [^ ]+/) ? substr($0, RSTART + 20, RLENGTH - 20) : "" }
    /^submenu / { menu = id(); gsub(q, "", menu) }
    /^[ \t]*menuentry / && !/recovery/ { item = id(); gsub(q, "", item); if (index(item, "gnulinux-" kernel "-advanced")) { print (menu == "" ? "" : menu ">") item; exit } }' /boot/grub/grub.cfg)
  [ -n "$entry" ] || { note "kernel $1 is not in GRUB's menu"; return 0; }
  mkdir -p "${grub_choice%/*}"
  printf '# Set by Patchbay: a rollback boots the kernel before. The next kernel update removes this file.\nGRUB_DEFAULT="%s"\n' "$entry" >"$grub_choice"
  update-grub </dev/null 7>&- 8>&-
  note "kernel $1 boots next"
}

# A new kernel is to boot by itself, whatever a rollback had chosen before.
forget_kernel() {
  if [ -e "$grub_choice" ]; then rm -f "$grub_choice"; note 'the kernel chosen by a rollback is no longer preferred'; fi
}
