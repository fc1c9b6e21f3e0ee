"""Faults on demand: `lab fault NAME KIND [on|off] [ARG...]`, `lab fault NAME off` for all of a host's, `lab fault --list`.

A fault is done to the host or to its network from outside, never to Patchbay, and `off` puts things
back as they were. Those of the network outlive a reboot of the host; those of its system do as far as
they would on a real machine.
"""
import json, os, signal, subprocess, time

KINDS = {}
L = None  # the `lab` module


def kind(name, text):
    def put(cls):
        cls.text = text
        KINDS[name] = cls
        return cls
    return put


def host(name, script, check=True, data=None):
    """a shell script on the host, as root"""
    p = subprocess.run(L.sh_argv(name, ["sh", "-euc", script]), input=data, capture_output=True)
    if check and p.returncode:
        L.die(f"{name}: {script.strip().splitlines()[0]} ...: {(p.stderr or p.stdout).decode(errors='replace')[-500:]}")
    return p.stdout.decode(errors="replace")


def running(name):
    return L.read(f"{L.host_dir(name)}/state") == "running"


def in_lab(*argv):
    """argv of a process in the lab's namespaces: it ends with the lab"""
    return ["nsenter", "-t", str(L.the_lab()["pid"]), "-m", "-n", "-p", "--", *argv]


def network(name, fault, script=None):
    """nft commands (in sh) for the host's own network namespace, repeated at every boot; None ends them"""
    f = f"{L.host_dir(name)}/net.{fault}"
    table = fault.replace("-", "_")
    if script:
        L.write(f, script)
    elif os.path.exists(f):
        os.remove(f)
    if running(name):
        ns = f"--net=/proc/{L.the_lab()['pid']}/root/run/netns/{name}"
        subprocess.run(["nsenter", ns, "sh", "-c", f"nft delete table netdev {table}; nft delete table ip {table}"], stderr=subprocess.DEVNULL)
        if script:
            subprocess.run(["nsenter", ns, "sh", "-ec", script], check=True)


def silence(table):
    """nothing in, nothing out, nobody told"""
    hooks = "".join(f"chain {h} {{ type filter hook {h} device eth0 priority 0; meta protocol ip drop; }}; " for h in ("ingress", "egress"))
    return f"nft 'table netdev {table} {{ {hooks} }}'"


# --- the line ---------------------------------------------------------------------------------------------
@kind("slow", "slow line: MS (100) of delay each way, KBIT (1000) a second")
class Slow:
    def on(name, ms="100", kbit="1000"):
        d, h = L.host_dir(name), L.info(name)
        if h["via"]:
            L.die("only for hosts in the lab's own net")
        fresh = not os.path.exists(f"{d}/slow")
        L.write(f"{d}/slow", f"{ms} {kbit}")
        if fresh:
            out = open(f"{d}/slow.log", "w")
            subprocess.Popen(in_lab("/usr/bin/python3", "-B", f"{L.HERE}/link.py", f"v{h['number']}", name, f"{L.S}/h/{name}/slow"),
                             stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
            wait(lambda: os.path.exists(f"{d}/slow.on"), lambda: L.read(f"{d}/slow.log"))

    def off(name):
        d = L.host_dir(name)
        if os.path.exists(f"{d}/slow"):
            os.remove(f"{d}/slow")
        wait(lambda: not os.path.exists(f"{d}/slow.on"))


def wait(what, why=lambda: "", seconds=10.0):
    end = time.time() + seconds
    while not what():
        if time.time() > end:
            L.die("the fault did not come about: " + why())
        time.sleep(0.02)


@kind("cut-fin", "every ssh session of the host is ended: clients get a FIN (once)")
class CutFin:
    once = True

    def on(name):
        procs = []
        for d, _, files in os.walk(L.inner(f"{L.S}/cg/{L.CGROUP}/{name}")):
            if "cgroup.procs" in files:
                procs += L.read(f"{d}/cgroup.procs").split()
        for p in procs:
            what = L.read(f"/proc/{p}/cmdline")
            if what.startswith("sshd: ") and "[listener]" not in what:
                try:
                    os.kill(int(p), signal.SIGKILL)
                except ProcessLookupError:
                    pass

    def off(name):
        pass


@kind("cut-drop", "silence in both directions for SECONDS (10), then the line is good again")
class CutDrop:
    def on(name, seconds="10"):
        network(name, "cut-drop", silence("cut_drop"))
        heal = f"sleep {float(seconds)}; rm -f {L.S}/h/{name}/net.cut-drop; nsenter --net=/run/netns/{name} nft delete table netdev cut_drop"
        subprocess.Popen(in_lab("sh", "-c", heal), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def off(name):
        network(name, "cut-drop")


@kind("half-open", "silence in both directions until off: connections stay open and say nothing")
class HalfOpen:
    def on(name):
        network(name, "half-open", silence("half_open"))

    def off(name):
        network(name, "half-open")


# --- ssh and accounts ---------------------------------------------------------------------------------------
@kind("sshd-dead", "no sshd: connections are refused")
class SshdDead:
    def on(name):
        host(name, "systemctl mask -q --now ssh.service 2>/dev/null")

    def off(name):
        host(name, "systemctl unmask -q ssh.service; systemctl start ssh.service")


@kind("host-key", "the host answers with another host key")
class HostKey:
    def on(name):
        host(name, """[ -d /var/lib/lab-keys ] || { mkdir -m 700 /var/lib/lab-keys; mv /etc/ssh/ssh_host_* /var/lib/lab-keys/; }
            rm -f /etc/ssh/ssh_host_*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key; systemctl reload ssh""")

    def off(name):
        host(name, "if [ -d /var/lib/lab-keys ]; then rm -f /etc/ssh/ssh_host_*; mv /var/lib/lab-keys/* /etc/ssh/; rmdir /var/lib/lab-keys; systemctl reload ssh; fi")


@kind("no-key", "the key is no longer in anybody's authorized_keys")
class NoKey:
    def on(name):
        host(name, "for d in /root /home/*; do mv $d/.ssh/authorized_keys $d/.ssh/lab-was; done")

    def off(name):
        host(name, "for d in /root /home/*; do [ ! -e $d/.ssh/lab-was ] || mv $d/.ssh/lab-was $d/.ssh/authorized_keys; done")


class Sudo:
    def on(name):
        raise NotImplementedError

    def off(name):
        host(name, "echo 'ops ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/ops; echo 'admin ALL=(ALL) ALL' > /etc/sudoers.d/admin; chmod 440 /etc/sudoers.d/*; rm -f /etc/sudoers.d/lab")


@kind("sudo-password", "ops needs its password (lab) for sudo")
class SudoPassword(Sudo):
    def on(name):
        host(name, "echo 'ops ALL=(ALL) ALL' > /etc/sudoers.d/ops")


@kind("sudo-none", "neither ops nor admin may use sudo")
class SudoNone(Sudo):
    def on(name):
        host(name, "echo '# none' > /etc/sudoers.d/ops; echo '# none' > /etc/sudoers.d/admin")


@kind("sudo-tty", "sudo wants a terminal and lectures every time")
class SudoTty(Sudo):
    def on(name):
        host(name, "printf 'Defaults requiretty\\nDefaults lecture=always\\n' > /etc/sudoers.d/lab; chmod 440 /etc/sudoers.d/lab")


@kind("noisy", "noise from .bashrc and .profile, a banner of KB (30; OpenSSH itself cannot send more than 250), 1 MB of motd")
class Noisy:
    def on(name, kb="30"):
        host(name, r"""
            for d in /root /home/*; do for f in .bashrc .profile; do
              [ -e $d/$f.lab-was ] || cp -p $d/$f $d/$f.lab-was
              { printf 'echo "*** WELCOME to %s ***"\nprintf "\\033[31mred\\033[0m \\377\\376 {\\"json\\": 1}\\n"\necho "and an error" >&2\n' $f; cat $d/$f.lab-was; } > $d/$f
            done; done
            [ -e /etc/lab-motd ] || cp /etc/motd /etc/lab-motd; head -c 760000 /dev/urandom | base64 > /etc/motd
            echo 'Banner /etc/lab-banner' > /etc/ssh/sshd_config.d/banner.conf; systemctl reload ssh
            """ + f"head -c {int(float(kb) * 1024)} /etc/motd > /etc/lab-banner")

    def off(name):
        host(name, """
            for d in /root /home/*; do for f in .bashrc .profile; do [ ! -e $d/$f.lab-was ] || mv $d/$f.lab-was $d/$f; done; done
            rm -f /etc/ssh/sshd_config.d/banner.conf /etc/lab-banner; [ ! -e /etc/lab-motd ] || mv /etc/lab-motd /etc/motd; systemctl reload ssh""")


@kind("locale", "German system locale, and latin-1 bytes in the name of a listening process")
class Locale:
    def on(name):
        host(name, """printf 'LANG=de_DE.UTF-8\\nLANGUAGE=de\\n' > /etc/default/locale
            printf '[Unit]\\nDescription=Grüße aus Köln\\n[Service]\\nExecStart=/usr/local/bin/lab-latin\\n' > /etc/systemd/system/lab-latin.service
            cat > /usr/local/bin/lab-latin; chmod +x /usr/local/bin/lab-latin; systemctl daemon-reload; systemctl start lab-latin""",
             data=b"#!/usr/bin/python3\nimport ctypes, socket, time\nctypes.CDLL(None).prctl(15, b'gr\\xfc\\xdfe', 0, 0, 0)\ns = socket.create_server(('127.0.0.1', 7007))\ntime.sleep(1e6)\n")

    def off(name):
        host(name, "rm -f /etc/default/locale; touch /etc/default/locale; systemctl stop lab-latin 2>/dev/null || :; rm -f /etc/systemd/system/lab-latin.service /usr/local/bin/lab-latin; systemctl daemon-reload")


# --- apt and dpkg ---------------------------------------------------------------------------------------------
@kind("lock", "another process holds dpkg's lock")
class Lock:
    def on(name):
        host(name, """systemctl is-active -q lab-lock && exit 0
            systemd-run -q --collect --unit=lab-lock python3 -c '
import fcntl, time
held = [open("/var/lib/dpkg/" + n, "w") for n in ("lock-frontend", "lock")]
for f in held: fcntl.lockf(f, fcntl.LOCK_EX)
open("/run/lab-lock", "w").close()
time.sleep(1e6)'
            for i in $(seq 100); do [ -e /run/lab-lock ] && exit 0; sleep 0.05; done; exit 1""")

    def off(name):
        host(name, "systemctl stop lab-lock 2>/dev/null || :; rm -f /run/lab-lock")


def put(name, package, version="1"):
    """a package of the lab's own on the host, straight by dpkg: the package lists stay as they are"""
    with open(f"{L.HOME}/mirror/pool/lab/{package}_{version}_all.deb", "rb") as f:
        host(name, "t=$(mktemp -d); cat > $t/x.deb; DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold -i $t/x.deb; rm -r $t", data=f.read())


def purge(name, *packages):
    host(name, "for p in %s; do if dpkg-query -W $p >/dev/null 2>&1; then DEBIAN_FRONTEND=noninteractive dpkg --purge $p; fi; done" % " ".join(packages))


@kind("dpkg-broken", "dpkg was killed while it configured a package")
class DpkgBroken:
    def on(name):
        deb = f"{L.HOME}/mirror/pool/lab/patchbay-lab-slow_1_all.deb"
        host(name, """echo 600 > /etc/patchbay-lab-slow; cat > /var/cache/lab-slow.deb
            systemd-run -q --collect --unit=lab-dpkg dpkg -i /var/cache/lab-slow.deb
            for i in $(seq 200); do
              if [ "$(dpkg-query -f '${Status}' -W patchbay-lab-slow 2>/dev/null)" = 'install ok half-configured' ]; then
                systemctl kill -s KILL lab-dpkg; rm -f /etc/patchbay-lab-slow /var/cache/lab-slow.deb; sleep 0.1; exit 0
              fi; sleep 0.05
            done; exit 1""", data=open(deb, "rb").read())

    def off(name):
        host(name, "rm -f /etc/patchbay-lab-slow; DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold --configure -a")
        purge(name, "patchbay-lab-slow")


class Package:
    """version 1 of a package of the lab's own is installed; 2 waits in the mirror"""
    packages = ()
    prepare = ":"
    undo = ":"

    @classmethod
    def on(cls, name):
        for p in cls.packages:
            put(name, p)
        host(name, cls.prepare)

    @classmethod
    def off(cls, name):
        host(name, cls.undo)
        purge(name, *cls.packages)


@kind("conffile", "an update ships a changed configuration file which was edited on the host (patchbay-lab-conf)")
class Conffile(Package):
    packages = ("patchbay-lab-conf",)
    prepare = "echo '# edited by hand' >> /etc/patchbay-lab.conf"


@kind("slow-postinst", "an update takes SECONDS (15) to configure (patchbay-lab-slow)")
class SlowPostinst(Package):
    packages = ("patchbay-lab-slow",)
    undo = "rm -f /etc/patchbay-lab-slow"

    @classmethod
    def on(cls, name, seconds="15"):
        put(name, "patchbay-lab-slow")
        host(name, f"echo {float(seconds)} > /etc/patchbay-lab-slow")


@kind("fail-postinst", "an update cannot be configured (patchbay-lab-fail)")
class FailPostinst(Package):
    packages = ("patchbay-lab-fail",)
    prepare = "touch /etc/patchbay-lab-fail"
    undo = "rm -f /etc/patchbay-lab-fail; dpkg --configure -a"


@kind("question", "an update asks a debconf question of critical priority (patchbay-lab-ask)")
class Question(Package):
    packages = ("patchbay-lab-ask",)


@kind("loud", "an update prints 8 MB, with latin-1 bytes and escape sequences (patchbay-lab-loud)")
class Loud(Package):
    packages = ("patchbay-lab-loud",)


@kind("removes", "an update can only come in if another package goes (patchbay-lab-new, patchbay-lab-old)")
class Removes(Package):
    packages = ("patchbay-lab-new", "patchbay-lab-old")


@kind("kept-back", "an update needs a package that nobody has (patchbay-lab-kept)")
class KeptBack(Package):
    packages = ("patchbay-lab-kept",)


@kind("phased", "an update is for one machine in a hundred so far (patchbay-lab-phased)")
class Phased(Package):
    packages = ("patchbay-lab-phased",)


@kind("hold", "PACKAGE (openssl) is on hold")
class Hold:
    def on(name, package="openssl"):
        host(name, f"apt-mark hold {package}")

    def off(name, package="openssl"):
        host(name, f"apt-mark unhold {package}")


@kind("unit-fails", "lab-canary.service runs, and fails as soon as dpkg has changed anything")
class UnitFails:
    def on(name):
        host(name, """printf '[Unit]\\nDescription=Fails after an update\\n[Service]\\nExecStart=/bin/sh -c "[ ! -e /run/lab-canary ] && exec sleep infinity"\\n' > /etc/systemd/system/lab-canary.service
            echo 'DPkg::Post-Invoke { "touch /run/lab-canary; systemctl restart lab-canary || true"; };' > /etc/apt/apt.conf.d/99lab-canary
            systemctl daemon-reload; systemctl restart lab-canary""")

    def off(name):
        host(name, """rm -f /etc/apt/apt.conf.d/99lab-canary /run/lab-canary; systemctl stop lab-canary 2>/dev/null || :
            systemctl reset-failed lab-canary 2>/dev/null || :; rm -f /etc/systemd/system/lab-canary.service; systemctl daemon-reload""")


@kind("slow-dpkg", "dpkg pauses SECONDS (1) at every package of an upgrade, so that there is time to cut it")
class SlowDpkg:
    def on(name, seconds="1"):
        packages = " ".join(l.split("\t")[0] for l in L.read(f"{L.HOME}/mirror/updates.tsv").split("\n"))
        host(name, """mkdir -p /var/lib/lab-prerm; cd /var/lib/dpkg/info
            for p in %s; do for l in $p.list $p:*.list; do
              [ -e "$l" ] || continue
              n=${l%%.list}.prerm
              [ ! -e $n ] || [ -e /var/lib/lab-prerm/$n ] || cp -p $n /var/lib/lab-prerm/$n
              printf '#!/bin/sh\\n# lab\\nsleep %s\\n[ ! -x /var/lib/lab-prerm/%%s ] || exec /var/lib/lab-prerm/%%s "$@"\\n' $n $n > $n; chmod 755 $n
            done; done""" % (packages, float(seconds)))

    def off(name):
        host(name, """cd /var/lib/dpkg/info
            for n in *.prerm; do if [ "$(sed -n 2p $n 2>/dev/null)" = '# lab' ]; then
              if [ -e /var/lib/lab-prerm/$n ]; then mv /var/lib/lab-prerm/$n $n; else rm $n; fi; fi; done
            rm -rf /var/lib/lab-prerm""")


# --- the repository, for this host only ---------------------------------------------------------------------
def serve(name, what):
    f = L.inner(f"{L.S}/repo/{L.info(name)['ip']}")
    if what:
        L.write(f, what)
    elif os.path.exists(f):
        os.remove(f)


@kind("repo-down", "the mirror refuses connections (HOW: reject), or is silent (drop)")
class RepoDown:
    def on(name, how="reject"):
        rule = "reject with tcp reset" if how == "reject" else "drop"
        network(name, "repo-down", f"nft 'table ip repo_down {{ chain c {{ type filter hook output priority 0; ip daddr {L.GATE} tcp dport 80 {rule}; }}; }}'")

    def off(name):
        network(name, "repo-down")


class Repo:
    def off(name):
        serve(name, None)


@kind("repo-expired", "the mirror's Release files were valid until some weeks ago")
class RepoExpired(Repo):
    def on(name):
        serve(name, "expired")


@kind("repo-badsig", "the mirror's Release files are signed by a stranger")
class RepoBadsig(Repo):
    def on(name):
        serve(name, "badsig")


@kind("repo-tampered", "the mirror's Release files were changed after they were signed")
class RepoTampered(Repo):
    def on(name):
        serve(name, "tampered")


@kind("repo-404", "the mirror has nothing any more")
class Repo404(Repo):
    def on(name):
        serve(name, "404")


# --- the machine ----------------------------------------------------------------------------------------------
@kind("power", "power cut, and on again: a new boot id (once)")
class Power:
    once = True

    def on(name):
        L.main(["kill", name])
        L.main(["start", name])

    def off(name):
        if not running(name):
            L.main(["start", name])


@kind("disk-full", "the disk is full but for MB (4)")
class DiskFull:
    def on(name, mb="4"):
        d = f"{L.host_dir(name)}/disk"
        v = os.statvfs(d)
        with open(f"{d}/ballast", "a") as f:
            size = os.stat(f.fileno()).st_blocks * 512 + v.f_bavail * v.f_frsize - int(float(mb) * 1048576)
            os.ftruncate(f.fileno(), 0)
            os.posix_fallocate(f.fileno(), 0, max(1, size))

    def off(name):
        f = f"{L.host_dir(name)}/disk/ballast"
        if os.path.exists(f):
            os.remove(f)


@kind("boot-full", "/boot is a file system of its own, and full")
class BootFull:
    def on(name):
        host(name, "mountpoint -q /boot || mount -t tmpfs -o size=8m boot /boot; head -c 8m /dev/zero > /boot/full 2>/dev/null || :")

    def off(name):
        host(name, "if mountpoint -q /boot; then umount /boot; fi")


@kind("clock", "the clock is off by OFFSET (-1h; as `date` would say it with +, -: +90s, -400d)")
class Clock:
    def on(name, offset="-1h"):
        host(name, f"echo '{offset}' > /etc/faketimerc; echo /usr/local/lib/libfaketime.so.1 > /etc/ld.so.preload; systemctl restart ssh")

    def off(name):
        host(name, "rm -f /etc/ld.so.preload /etc/faketimerc; systemctl restart ssh")


@kind("reboot-needed", "the host says that it wants a reboot")
class RebootNeeded:
    def on(name):
        host(name, "echo '*** System restart required ***' > /run/reboot-required; echo linux-base > /run/reboot-required.pkgs")

    def off(name):
        host(name, "rm -f /run/reboot-required /run/reboot-required.pkgs")


def main(lab, argv):
    global L
    L = lab
    if argv[:1] == ["--list"] or not argv:
        for k, c in sorted(KINDS.items()):
            print("%-15s %s" % (k, c.text))
        return
    name, argv = argv[0], argv[1:]
    f = f"{L.host_dir(name)}/faults"
    with L.locked(f + ".lock"):
        now = json.loads(L.read(f, "{}"))
        if argv == ["off"]:
            for k in sorted(reversed(list(now)), key="lock".__ne__):  # nothing else is undone under a lock
                KINDS[k].off(name, *(now[k] if k == "hold" else []))
                del now[k]
                L.write(f, json.dumps(now))
            return
        if not argv or argv[0] not in KINDS:
            L.die("which fault? " + " ".join(sorted(KINDS)), 2)
        k, way, args = KINDS[argv[0]], (argv[1:] or ["on"])[0], argv[2:]
        if way == "on":
            k.on(name, *args)
            if not getattr(k, "once", False):
                now[argv[0]] = args
        elif way == "off":
            k.off(name, *(args or (now.get(argv[0], []) if argv[0] == "hold" else [])))
            now.pop(argv[0], None)
        else:
            L.die("on or off?", 2)
        L.write(f, json.dumps(now))
