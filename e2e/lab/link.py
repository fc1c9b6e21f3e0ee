#!/usr/bin/python3 -B
"""A slow line between one host and the bridge: every frame waits, and no more than so many fit a second.

    link.py LINK NETNS FILE       FILE holds "MS KBIT" (delay each way, rate each way); gone = line healed

In userspace, because the kernels this has to run on have no netem. Runs in the lab's namespaces.
"""
import collections, ctypes, fcntl, os, select, socket, struct, subprocess, sys, time

LINK, NETNS, FILE = sys.argv[1:]
TAP = "t" + LINK
libc = ctypes.CDLL(None)


def quiet(*argv):
    return subprocess.run(argv, stderr=subprocess.DEVNULL).returncode == 0


def parameters():
    try:
        ms, kbit = open(FILE).read().split()
        return float(ms) / 1000, float(kbit) * 1000
    except (OSError, ValueError):
        return None


def offloads_off():
    """the host must send whole frames with their checksums: nobody behind us would complete them"""
    back = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{NETNS}", os.O_RDONLY)
    libc.setns(there, 0x40000000)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    libc.setns(back, 0x40000000)
    for command in (0x17, 0x1F, 0x24):  # ETHTOOL_STXCSUM, _STSO, _SGSO
        value = ctypes.create_string_buffer(struct.pack("II", command, 0))
        request = struct.pack("16sP", b"eth0", ctypes.addressof(value))
        try:
            fcntl.ioctl(s, 0x8946, request.ljust(40, b"\0"))
        except OSError:
            pass
    os.close(back), os.close(there), s.close()


def carry():
    """until the file is gone (True) or the link is (False: the host was switched off)"""
    if not quiet("ip", "link", "set", LINK, "nomaster"):
        return parameters() is None
    quiet("nft", "delete", "table", "netdev", "slow_" + LINK)
    # the kernel itself must not answer on the loose end
    subprocess.run(["nft", f"table netdev slow_{LINK} {{ chain c {{ type filter hook ingress device {LINK} priority 0; policy drop; }}; }}"], check=True)
    offloads_off()
    host = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    host.bind((LINK, 3))
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, 0x400454CA, struct.pack("16sH", TAP.encode(), 0x1002))  # IFF_TAP | IFF_NO_PI
    try:
        subprocess.run(["ip", "link", "set", TAP, "master", "br0", "up"], check=True)
        open(FILE + ".on", "w").close()
        waiting = {0: collections.deque(), 1: collections.deque()}  # 0: to the host, 1: from it
        free, looked = [0.0, 0.0], 0.0
        delay, rate = parameters() or (0, 1e9)
        while True:
            now = time.monotonic()
            if now - looked > 0.05:
                looked, p = now, parameters()
                if p is None:
                    return True
                delay, rate = p
            for way, send in ((0, host.send), (1, lambda f: os.write(tap, f))):
                q = waiting[way]
                while q and q[0][0] <= now:
                    send(q.popleft()[1])
            due = [q[0][0] for q in waiting.values() if q]
            got, _, _ = select.select([host, tap], [], [], max(0, min([0.05] + [d - now for d in due])))
            for f in got:
                if f is tap:
                    way, frame = 0, os.read(tap, 65536)
                else:
                    frame, address = host.recvfrom(65536)
                    way = 1
                    if address[2] == 4:  # what we sent ourselves
                        continue
                if len(waiting[way]) < 1000:
                    now = time.monotonic()
                    free[way] = max(free[way], now) + len(frame) * 8 / rate
                    waiting[way].append((free[way] + delay, frame))
    except OSError:
        return parameters() is None
    finally:
        host.close(), os.close(tap)
        quiet("nft", "delete", "table", "netdev", "slow_" + LINK)


while not carry():
    time.sleep(0.02)
quiet("ip", "link", "set", LINK, "master", "br0")
if os.path.exists(FILE + ".on"):
    os.remove(FILE + ".on")
