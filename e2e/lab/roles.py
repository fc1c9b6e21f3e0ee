"""What the hosts of the lab are made of. No versions here: they are whatever the archive holds.

Every role is a layer over the base: packages from the oldest suite, then a few lines of shell run
in the new root. Another package manager would be one more entry here with its own layer script.
"""

BASE = (
    "openssh-server sudo ca-certificates systemd systemd-sysv dbus libpam-systemd iproute2 procps less curl "
    "vim-tiny python3 cron logrotate rsyslog needrestart unattended-upgrades tzdata netbase lsof openssl "
    "xz-utils iputils-ping locales"
).split()

ROLES = {
    "base": {"packages": [], "setup": ""},
    "web": {
        "packages": ["nginx"],
        "setup": "echo '<h1>Portside Robotics</h1>' > /var/www/html/index.html",
    },
    "db": {"packages": ["postgresql"], "setup": ""},
    "dns": {"packages": ["bind9", "bind9-dnsutils"], "setup": ""},
    "app": {
        "packages": ["haproxy", "redis-server", "php-fpm", "php-cli"],
        "setup": """printf '%s\\n' '' 'frontend app' '  bind :8080' '  mode http' '  timeout client 5s' \
            '  http-request return status 200 content-type text/plain string ok' >> /etc/haproxy/haproxy.cfg""",
    },
    "files": {
        "packages": ["rsync", "git"],
        "setup": """mkdir -p /srv/files; printf '[files]\\npath = /srv/files\\nread only = yes\\n' > /etc/rsyncd.conf
            systemctl enable -q rsync""",
    },
    # one leg in the lab's net, one in the net behind it
    "jump": {"packages": [], "setup": ""},
    # reachable through the first jump host only
    "inner": {"packages": ["redis-server"], "setup": ""},
    # real kernel packages, old and new (`lab build --with kernel`, about 75 MB a version to fetch)
    "kernel": {"packages": ["linux-image-amd64", "patchbay-lab-initramfs"], "setup": "", "optional": True},
}

# the six hosts of `lab up`; more follow the same pattern
FLEET = ["web-01", "web-02", "db-01", "dns-01", "app-01", "files-01"]
CYCLE = ["web", "db", "dns", "app", "files"]

# fetched for the lab's own use, never installed on a host as a package
TOOLS = ["libfaketime"]


def fleet(count):
    names, at = FLEET[:count], {}
    for n in FLEET:
        at[role_of(n)] = max(at.get(role_of(n), 0), int(n.split("-")[1]))
    while len(names) < count:
        r = CYCLE[len(names) % len(CYCLE)]
        at[r] += 1
        names.append("%s-%02d" % (r, at[r]))
    return names


def role_of(name):
    r = name.split("-")[0]
    return r if r in ROLES else "base"
