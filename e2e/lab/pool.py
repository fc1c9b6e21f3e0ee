#!/usr/bin/python3
"""Make the lab's own signed mirror out of whatever this machine's apt sources hold.

    pool.py DEST [ROLE...]        after `apt-get update`; needs python3-apt, apt-utils, gnupg

A Debian mirror keeps more than one version of many packages (main, -updates and -security side by
side). Each package of the hosts goes into up to three suites:

    CODENAME            the oldest version that is wholly held: hosts are installed from this one
    CODENAME-updates    newer ones from main or -updates: real non-security updates
    CODENAME-security   newer ones from -security: real security updates

so hosts have real outstanding updates, and every old version stays installable. The .deb files are
the real ones. What came out is written to DEST/updates.tsv (package, old, new, suite, source), and
nothing else may know a version. A few packages of the lab's own, for faults, come on top.

The oldest files are fetched first; DEST/.ready appears then, so that the base can be installed
while the newer ones are still on their way.
"""
import collections, functools, hashlib, os, re, subprocess, sys, tempfile, time
import apt_pkg

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import roles

apt_pkg.init_system()
newer = functools.cmp_to_key(apt_pkg.version_compare)
DEST = os.path.abspath(sys.argv[1])
ROLES = sys.argv[2:]
GROUPS = [roles.BASE + roles.ROLES[r]["packages"] for r in ROLES]
ARCH = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
CODENAME = re.search(r"^VERSION_CODENAME=(\S+)", open("/etc/os-release").read(), re.M)[1]
SECURITY = CODENAME + "-security"
T0 = time.time()


def say(*a):
    print("  pool %5.1f s " % (time.time() - T0), *a, flush=True)


def run(*argv, **kw):
    return subprocess.run(argv, check=True, **kw)


# --- the lab's own packages: one fault each, version 1 on the host, version 2 waiting ----------------
OWN = {
    # the configuration file differs between the versions
    "patchbay-lab-conf": {"conffile": ("etc/patchbay-lab.conf", "# shipped with version {v}\nworkers = {v}\n")},
    # configuring takes as long as /etc/patchbay-lab-slow says
    "patchbay-lab-slow": {"postinst": "sleep $(cat /etc/patchbay-lab-slow 2>/dev/null || echo 0)"},
    # configuring fails as long as /etc/patchbay-lab-fail exists
    "patchbay-lab-fail": {"postinst": "if [ -e /etc/patchbay-lab-fail ]; then echo 'lab: cannot configure' >&2; exit 1; fi"},
    # asks a question whose priority is critical
    "patchbay-lab-ask": {
        "templates": "Template: patchbay-lab-ask/name\nType: string\nDescription: Name of the machine?\n Asked by version {v}.\n",
        "config": ". /usr/share/debconf/confmodule\ndb_fset patchbay-lab-ask/name seen false\ndb_input critical patchbay-lab-ask/name || true\ndb_go || true",
        "postinst": ". /usr/share/debconf/confmodule\ndb_get patchbay-lab-ask/name || true",
        "depends": "debconf",
    },
    # 8 MB of output from a maintainer script, latin-1 bytes and escape sequences among it
    "patchbay-lab-loud": {"postinst": "yes \"$(printf 'lab: gr\\374\\337e \\033[31mred\\033[0m')\" | head -c 8000000"},
    # version 2 takes the place of another package: a full upgrade removes that one
    "patchbay-lab-old": {"versions": "1"},
    "patchbay-lab-new": {"v2": "Conflicts: patchbay-lab-old\nReplaces: patchbay-lab-old\n"},
    # version 2 needs a package that nobody has
    "patchbay-lab-kept": {"v2": "Depends: patchbay-lab-nowhere\n"},
    # version 2 is for one machine in a hundred so far
    "patchbay-lab-phased": {"index2": "Phased-Update-Percentage: 1\n"},
    # stands in for initramfs-tools: building an initramfs takes half a minute and boots nothing here
    "patchbay-lab-initramfs": {"provides": "linux-initramfs-tool", "versions": "1"},
}


def own_packages():
    """[(suite, stanza)] of the packages above, built into DEST/pool/lab"""
    out = []
    os.makedirs(f"{DEST}/pool/lab", exist_ok=True)
    with tempfile.TemporaryDirectory() as d:
        for name, p in OWN.items():
            for v in p.get("versions", "12"):
                root = f"{d}/{name}-{v}"
                os.makedirs(f"{root}/DEBIAN")
                ctl = f"Package: {name}\nVersion: {v}\nArchitecture: all\nMaintainer: Patchbay lab <lab@localhost>\nSection: admin\nPriority: optional\n"
                ctl += "".join(f"{k.capitalize()}: {p[k]}\n" for k in ("depends", "provides") if k in p)
                ctl += p.get("v" + v, "")
                ctl += f"Description: a fault of the Patchbay lab ({name.rsplit('-')[-1]})\n"
                open(f"{root}/DEBIAN/control", "w").write(ctl)
                if "conffile" in p:
                    path, text = p["conffile"]
                    os.makedirs(os.path.dirname(f"{root}/{path}"))
                    open(f"{root}/{path}", "w").write(text.format(v=v))
                    open(f"{root}/DEBIAN/conffiles", "w").write(f"/{path}\n")
                if "templates" in p:
                    open(f"{root}/DEBIAN/templates", "w").write(p["templates"].format(v=v))
                for script in ("config", "postinst"):
                    if script in p:
                        open(f"{root}/DEBIAN/{script}", "w").write("#!/bin/sh\nset -e\n" + p[script] + "\n")
                        os.chmod(f"{root}/DEBIAN/{script}", 0o755)
                file = f"pool/lab/{name}_{v}_all.deb"
                run("dpkg-deb", "--root-owner-group", "-Zgzip", "-b", root, f"{DEST}/{file}", stdout=subprocess.DEVNULL)
                sums = subprocess.check_output(["sha256sum", f"{DEST}/{file}"], text=True).split()[0]
                extra = p.get("index" + v, "") + f"Filename: {file}\nSize: {os.path.getsize(f'{DEST}/{file}')}\nSHA256: {sums}"
                out.append((CODENAME if v == "1" else CODENAME + "-updates", ctl + extra))
    return out


# --- 1. every Packages index of the configured sources ----------------------------------------------
targets = subprocess.check_output(
    ["apt-get", "indextargets", "--format", "$(CODENAME)|$(REPO_URI)|$(FILENAME)", "Created-By: Packages"], text=True)
vers = collections.defaultdict(dict)  # package -> version -> record
FIELDS = re.compile(r"^(Package|Version|Filename|Size|SHA256|Source|Essential|Priority|Provides|Depends|Pre-Depends): (.*)$", re.M)
for line in filter(None, targets.split("\n")):
    suite, uri, name = line.split("|")
    if suite not in (CODENAME, CODENAME + "-updates", SECURITY):
        continue
    text = subprocess.check_output(["/usr/lib/apt/apt-helper", "cat-file", name], text=True)
    for stanza in text.split("\n\n"):
        if not stanza.strip():
            continue
        r = dict(FIELDS.findall(stanza), suite=suite, uri=uri, stanza=stanza.strip("\n"))
        if suite == SECURITY or r["Version"] not in vers[r["Package"]]:  # in two suites: call it security
            vers[r["Package"]][r["Version"]] = r
if not vers:
    sys.exit(f"lab: apt knows no packages of {CODENAME}: is this Debian, and did `apt-get update` work?")
say(len(vers), "packages known")

# --- 2. the closure, resolved by apt itself, once at the oldest and once at the newest ----------------
# An old version counts only where all binaries of its source are still held at it.


def source(r):
    return (r.get("Source") or r["Package"]).split()[0]


def source_version(r):
    m = re.search(r"\((.*)\)", r.get("Source") or "")
    return m[1] if m else r["Version"]


held, binaries = collections.defaultdict(set), collections.defaultdict(set)
KERNEL = re.compile(r"\d+\.\d+\.\d+-\d")  # a kernel's ABI is part of its package's name
for p, vs in vers.items():
    if KERNEL.search(p):
        continue
    for r in vs.values():
        held[source(r), source_version(r)].add(p)
        if r["suite"] == CODENAME:
            binaries[source(r)].add(p)


@functools.cache
def oldest(p):
    whole = [v for v, r in vers[p].items() if held[source(r), source_version(r)] >= binaries[source(r)]]
    return vers[p][min(whole, key=newer) if whole else max(vers[p], key=newer)]


@functools.cache
def newest(p):
    return vers[p][max(vers[p], key=newer)]


# only packages the closure could touch (every alternative, provider and version): apt then resolves
# among some hundreds of packages, not 60,000
provides = collections.defaultdict(set)
for p, vs in vers.items():
    for r in vs.values():
        for x in r.get("Provides", "").split(","):
            provides[x.split("(")[0].strip()].add(p)
core = [p for p in vers if newest(p).get("Essential") == "yes" or newest(p).get("Priority") == "required"]
near, todo = set(), core + ["apt", *roles.TOOLS] + sum(GROUPS, [])
while todo:
    p = todo.pop()
    if p in near:
        continue
    near.add(p)
    todo += provides.get(p, ())
    for r in vers.get(p, {}).values():
        for dep in (r.get("Pre-Depends", ""), r.get("Depends", "")):
            todo += [re.split(r"[ (:]", x.strip(), maxsplit=1)[0] for x in re.split(r"[,|]", dep) if x.strip()]
near = sorted(p for p in near if p in vers)
own = own_packages()
NEEDED = tuple("Package Version Architecture Depends Pre-Depends Provides Conflicts Breaks Replaces Essential Priority Multi-Arch Filename Size SHA256".split())


def resolve(pick):
    with tempfile.TemporaryDirectory() as d:
        for x in ("state/lists/partial", "cache/archives/partial", "etc/apt.conf.d", "etc/preferences.d", "repo"):
            os.makedirs(f"{d}/{x}")
        open(f"{d}/status", "w").close()
        with open(f"{d}/repo/Packages", "w") as o:
            for stanza in [pick(p)["stanza"] for p in near] + [s for _, s in own]:
                o.write("\n".join(l for l in stanza.split("\n") if l.split(":")[0] in NEEDED) + "\n\n")
        open(f"{d}/etc/sources.list", "w").write(f"deb [trusted=yes] file:{d}/repo ./\n")
        opts = {"Dir::State": f"{d}/state", "Dir::State::status": f"{d}/status", "Dir::Cache": f"{d}/cache", "Dir::Etc": f"{d}/etc",
                "APT::Architecture": ARCH, "APT::Architectures": ARCH, "APT::Install-Recommends": "false",
                "Debug::NoLocking": "1", "APT::Sandbox::User": "root"}
        o = sum((["-o", f"{k}={v}"] for k, v in opts.items()), [])
        run("apt-get", "-qq", *o, "update")
        found = []
        for group in GROUPS:  # a group: packages that are on one host together
            got = subprocess.run(["apt-get", "-s", *o, "install", "apt", *core, *group], text=True, stdout=subprocess.PIPE)
            if got.returncode:
                sys.exit("lab: cannot resolve the packages of the hosts:\n" + got.stdout[-1500:])
            found.append([p for p in re.findall(r"^Inst (\S+) ", got.stdout, re.M) if p in vers])
        return found


by_role = resolve(oldest)
low, high = set(sum(by_role, [])), set(sum(resolve(newest), []))
names = low | high
say(len(low), "packages at the oldest,", len(high), "at the newest")


# --- 3. the files ------------------------------------------------------------------------------------
def fetch(records):
    todo = []
    for r in records:
        t = f"{DEST}/{r['Filename']}"
        if not (os.path.exists(t) and os.path.getsize(t) == int(r["Size"])):
            os.makedirs(os.path.dirname(t), exist_ok=True)
            todo += [r["uri"].rstrip("/") + "/" + r["Filename"], t, "SHA256:" + r["SHA256"]]
    for i in range(0, len(todo), 300):  # apt's own download method: same sources, same proxy, checked
        run("/usr/lib/apt/apt-helper", "-qq", "-o", "APT::Sandbox::User=root", "download-file", *todo[i:i + 300], stdout=subprocess.DEVNULL)
    say(len(records), "files,", sum(int(r["Size"]) for r in records) >> 20, "MiB;", len(todo) // 3, "fetched")


# --- 4. signed suites ----------------------------------------------------------------------------------
def gpg(who, *argv):
    home = f"{DEST}/.gnupg-{who}"
    if not os.path.isdir(home):
        os.makedirs(home, mode=0o700)
        run("gpg", "--homedir", home, "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", f"Patchbay lab ({who})", "ed25519", "sign", "never", stderr=subprocess.DEVNULL)
    return run("gpg", "--homedir", home, "--batch", "--yes", "--quiet", *argv)


def write_suites(suites):
    alias = {CODENAME: ("Debian", "oldstable"), CODENAME + "-updates": ("Debian", "oldstable-updates"), SECURITY: ("Debian-Security", "oldstable-security")}
    for s, stanzas in suites.items():
        at = f"{DEST}/dists/{s}"
        os.makedirs(f"{at}/main/binary-{ARCH}", exist_ok=True)
        open(f"{at}/main/binary-{ARCH}/Packages", "w").write("".join(x + "\n\n" for x in stanzas))
        for x in ("Release", "InRelease"):
            if os.path.exists(f"{at}/{x}"):
                os.remove(f"{at}/{x}")
        meta = dict(Origin="Debian", Label=alias[s][0], Suite=alias[s][1], Codename=s, Components="main", Architectures=ARCH)
        release = subprocess.check_output(
            ["apt-ftparchive", *sum((["-o", f"APT::FTPArchive::Release::{k}={v}"] for k, v in meta.items()), []), "release", at], text=True)
        open(f"{at}/Release", "w").write(release)
        gpg("mirror", "--clearsign", "-o", f"{at}/InRelease", f"{at}/Release")
        # the same suite gone bad, served to hosts whose repository is at fault
        past = lambda days: time.strftime("%a, %d %b %Y %H:%M:%S UTC", time.gmtime(time.time() - 86400 * days))
        for kind, who, text in (("badsig", "stranger", release),
                                ("expired", "mirror", re.sub(r"^Date: .*$", f"Date: {past(30)}\nValid-Until: {past(20)}", release, flags=re.M))):
            os.makedirs(f"{DEST}/{kind}/dists/{s}", exist_ok=True)
            open(f"{DEST}/{kind}/dists/{s}/Release", "w").write(text)
            gpg(who, "--clearsign", "-o", f"{DEST}/{kind}/dists/{s}/InRelease", f"{DEST}/{kind}/dists/{s}/Release")
        os.makedirs(f"{DEST}/tampered/dists/{s}", exist_ok=True)
        for x in ("Release", "InRelease"):
            text = open(f"{at}/{x}").read()
            open(f"{DEST}/tampered/dists/{s}/{x}", "w").write(text.replace("Components: main", "Components: main evil"))
        # each kind has its own date of change: the mirror tells them apart by it
        for age, kind in enumerate((".", "expired", "badsig", "tampered")):
            for x in ("Release", "InRelease"):
                os.utime(f"{DEST}/{kind}/dists/{s}/{x}", (T0 - 86400 * age,) * 2)


suites = {CODENAME: [], CODENAME + "-updates": [], SECURITY: []}
updates = []
records = []
for p in sorted(names):
    first, last = oldest(p), newest(p)
    for v, r in vers[p].items():
        if apt_pkg.version_compare(v, first["Version"]) < 0:
            continue
        records.append(r)
        suites[CODENAME if r is first else SECURITY if r["suite"] == SECURITY else CODENAME + "-updates"].append(r["stanza"])
    if p in low and last is not first:
        updates.append((p, first["Version"], last["Version"], SECURITY if last["suite"] == SECURITY else CODENAME + "-updates", source(last)))
for s, stanza in own:
    suites[s].append(stanza)

fetch([oldest(p) for p in low])
fetch([newest(p) for p in roles.TOOLS])
write_suites(suites)
with open(f"{DEST}/key.gpg", "wb") as f:
    run("gpg", "--homedir", f"{DEST}/.gnupg-mirror", "--export", stdout=f)
for who in ("mirror", "stranger"):
    run("gpgconf", "--homedir", f"{DEST}/.gnupg-{who}", "--kill", "all")
with open(f"{DEST}/updates.tsv", "w") as f:
    f.writelines("\t".join(u) + "\n" for u in updates)
# what each role is made of: build anew only those that changed
with open(f"{DEST}/.ready.new", "w") as f:
    f.write("key " + hashlib.sha256(open(f"{DEST}/key.gpg", "rb").read()).hexdigest() + "\n")
    f.writelines(f"{r} {' '.join(sorted(p + '=' + oldest(p)['Version'] for p in ps))}\n" for r, ps in zip(ROLES, by_role))
os.rename(f"{DEST}/.ready.new", f"{DEST}/.ready")
fetch(records)
say(len(updates), "outstanding updates over all roles,", sum(u[3] == SECURITY for u in updates), "of them security")
