#!/bin/sh
# patchbay-root: runs as root what Patchbay asks for if it is on the list, and nothing else. sudo lets one user run it,
# without arguments; everything comes on standard input: a token, the number of arguments, then the script and its
# arguments, each as one line of base64. A script is on the list by its SHA-256, with the form of each of its arguments.
# It answers as any other script of Patchbay's does, between marks of the token; "refused" stands for the exit code then.
set -u
umask 077
unset IFS ENV CDPATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
list=/usr/local/lib/patchbay/scripts

echo 'patchbay-root:1:ready' >&2
IFS= read -r token || exit 0
case $token in patchbay-*[!0-9a-z-]* | *[!0-9a-z-]*) exit 0 ;; patchbay-*) ;; *) exit 0 ;; esac

begin() { printf '%s:begin:0\n' "$token"; printf '%s:begin:0\n' "$token" >&2; }
end() { printf '\n%s:end:%s\n' "$token" "$1"; printf '\n%s:end:%s\n' "$token" "$1" >&2; }
refuse() {
  begin
  echo "$1" >&2
  end refused
  exit 0
}
# One line of base64 in $value, with the line ends that a substitution would cut off.
take() {
  IFS= read -r line || exit 0
  value=$(printf %s "$line" | base64 -d && echo .) || refuse 'what was sent is no base64'
  value=${value%.}
}
sum() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }

# fits FORM ARGUMENT. Ranges are those of the C locale; nothing that begins with a dash is ever a package.
fits() {
  case $1 in
    id) case $2 in '' | *[!a-z0-9]*) return 1 ;; esac; [ ${#2} -ge 8 ] && [ ${#2} -le 40 ] ;;
    number) case $2 in '' | *[!0-9]*) return 1 ;; esac; [ ${#2} -le 15 ] ;;
    token) case $2 in '' | *[!A-Za-z0-9-]*) return 1 ;; esac; [ ${#2} -le 64 ] ;;
    boot) case $2 in *[!0-9a-f-]*) return 1 ;; esac; [ ${#2} -le 64 ] ;;
    packages) case " $2" in *[!a-z0-9+.\ -]* | *' -'* | *' +'* | *' .'*) return 1 ;; esac ;;
    text=*) case ",${1#text=}," in *",$(sum "$2"),"*) ;; *) return 1 ;; esac ;;
    *'|'*) case $2 in *'|'* | '') return 1 ;; esac; case "|$1|" in *"|$2|"*) ;; *) return 1 ;; esac ;;
    *) return 1 ;;
  esac
}

# The plan of a run: every line of it has a form, and only one line of each but "item".
is_plan() {
  printf %s "$@" | awk '
    BEGIN { version = "(-|[A-Za-z0-9][A-Za-z0-9.+:~-]*)" }
    $1 != "item" && seen[$1]++ { bad = 1 }
    /^run [a-z0-9]+$/ || /^kind (deploy|rollback|repair)$/ || /^kit-of (-|[a-z0-9]+)$/ || /^without-way-back (yes|no)$/ { next }
    /^(patience|bytes|seconds|space|memory) [0-9]+$/ || $0 == "end" { next }
    $0 ~ "^item (install|upgrade|downgrade|remove) [a-z0-9][a-z0-9+.-]*:[a-z0-9][a-z0-9-]* " version " " version "$" { next }
    { bad = 1 }
    END { exit bad }'
}

IFS= read -r count || exit 0
fits number "$count" || refuse 'the number of arguments is no number'
take
script=$value
set --
while [ $# -lt "$count" ]; do
  take
  set -- "$@" "$value"
done

hash=$(sum "$script")
known=$(grep "^$hash " "$list") || refuse "this script is not on the list of this host ($list)"
# shellcheck disable=SC2086 # words without blanks or wildcards: the list is ours
forms=$(printf %s "$known" | cut -d ' ' -f 3-) at=0
set -f
for form in $forms; do
  at=$((at + 1))
  if [ "$form" = plan ]; then
    (shift $((at - 1)) && is_plan "$@") || refuse 'the plan is not of the form that the list allows'
    at=$#
    break
  fi
  eval "argument=\${$at-}"
  # shellcheck disable=SC2154 # set by eval
  fits "$form" "$argument" || refuse "argument $at is not of the form that the list allows"
done
set +f
[ $# -eq "$at" ] || refuse 'the number of arguments is not the one that the list has'

[ -d /usr/lib/locale/C.utf8 ] || [ -d /usr/lib/locale/C.UTF-8 ] && LC_ALL=C.UTF-8
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
begin
(eval "$script") </dev/null
end $?
exit 0
