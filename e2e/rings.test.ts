import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentRow, HistoryEntry } from '../src/shared/contract/contract.ts';
import type { DeploymentWithRings } from '../src/shared/contract/rings.ts';
import type { Plan } from '../src/shared/domain/plan.ts';
import { Lab, noLab } from './lab/lab.ts';
import type { LabHost } from './lab/lab.ts';
import { ended, Laptop } from './support/patchbay.ts';

const why = noLab();
if (why) console.log(`skipped, rings on real hosts: ${why}`);

const PORT = 8099;
/** A package whose service answers with the status that its version says: 1 is well, 2 does not start, 3 fails where there is a till. */
const SERVE: Readonly<Record<string, string>> = {
  '1': 'STATUS = 200',
  '2': 'raise SystemExit("cannot read the new configuration")',
  '3': 'import os; STATUS = 500 if os.path.exists("/etc/shop-till") else 200',
};
const program = (version: string): string =>
  `import http.server
${SERVE[version]}
class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(STATUS)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("", ${PORT}), Shop).serve_forever()
`;
const UNIT =
  '[Unit]\nDescription=The shop\n[Service]\nExecStart=/usr/bin/python3 /usr/lib/shop/serve.py\n[Install]\nWantedBy=multi-user.target\n';
const POSTINST = '#!/bin/sh\nsystemctl daemon-reload\nsystemctl -q enable shop\nsystemctl restart shop || true\nsleep 0.5\n';

/** Into a repository of the host's own, the only one that it has here: apt brings it as it brings any other, and is quick. */
const publish = (version: string): string => {
  const file = (path: string, text: string, mode = 644) =>
    `mkdir -p $(dirname /tmp/shop/${path}); base64 -d >/tmp/shop/${path} <<'END'\n${btoa(text)}\nEND\nchmod ${mode} /tmp/shop/${path}`;
  const control = `Package: shop\nVersion: ${version}\nArchitecture: all\nMaintainer: Lab <lab@example.org>\nDescription: made for a test\n`;
  return [
    'set -e; umask 022; rm -rf /tmp/shop; mkdir -p /srv/shop',
    file('DEBIAN/control', control),
    file('DEBIAN/postinst', POSTINST, 755),
    file('usr/lib/shop/serve.py', program(version)),
    file('lib/systemd/system/shop.service', UNIT),
    `dpkg-deb --build /tmp/shop /srv/shop/shop_${version}_all.deb >/dev/null; cd /srv/shop`,
    'for f in *.deb; do dpkg-deb -f $f; printf "Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n" $f $(stat -c %s $f) $(sha256sum $f | cut -d" " -f1); done >Packages',
    'echo "deb [trusted=yes] file:/srv/shop ./" >/etc/apt/sources.list; apt-get -qq update',
  ].join('\n');
};

const PILOT = 'base-01';
const LAST = 'base-12';
const NAMES = Array.from({ length: 12 }, (_, i) => `base-${String(i + 1).padStart(2, '0')}`);
/** Ring 0 the pilot, ring 1 ten hosts, ring 2 the last. */
const ROLLOUT = {
  rings: [
    { ring: 0, bakeMinutes: 60, approval: true },
    { ring: 1, bakeMinutes: 0, approval: false },
  ],
  looksAtMinutes: [0, 0],
  checks: [
    { by: 'http', name: 'The shop answers', url: `http://{address}:${PORT}/`, status: 200 },
    { by: 'command', name: 'Its files are there', command: 'test -e /usr/lib/shop/serve.py' },
  ],
  onFailedGate: 'roll-back',
  peersTag: 'peers',
};

describe.skipIf(why)('twelve hosts in three rings', () => {
  let lab: Lab;
  let laptop: Laptop;
  let rollout = '';

  beforeAll(async () => {
    lab = await Lab.up({ hosts: NAMES, owner: process.pid, id: `rings-${process.pid}` });
    laptop = new Laptop(lab);
    rollout = join(laptop.home, 'rollout.json');
    writeFileSync(rollout, JSON.stringify(ROLLOUT));
    await onAll(async (host) => {
      await must(host, publish('1'));
      await must(host, 'NEEDRESTART_SUSPEND=1 dpkg -i /srv/shop/shop_1_all.deb >/dev/null');
    });
    // First contact is the journeys' matter.
    laptop.writeSshConfig();
    copyFileSync(lab.knownHosts, join(laptop.home, '.ssh', 'known_hosts'));
    await laptop.must(['hosts', 'import', '--yes']);
    await laptop.must(['hosts', 'edit-many', PILOT, '--set', 'ring=0', '--yes']);
    await laptop.must(['hosts', 'edit-many', LAST, '--set', 'ring=2', '--yes']);
  });
  afterAll(async () => {
    laptop?.remove();
    await lab?.down();
  });

  const onAll = (work: (host: LabHost) => Promise<unknown>) => Promise.all(lab.hosts.map(work));
  async function must(host: LabHost, script: string): Promise<string> {
    const done = await host.exec(script);
    if (done.code !== 0) throw new Error(`${host.name}: ${done.stderr.slice(-500)}`);
    return done.stdout;
  }
  const version = async (name: string) => (await lab.host(name).truth()).packages.get('shop');
  const versions = async (): Promise<Record<string, string | undefined>> =>
    Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await version(name)] as const)));
  const deployments = () => laptop.must<DeploymentRow[]>(['deployments', 'list']);
  /** The newest one that a person started. */
  const newest = async () => (await deployments()).find((row) => row.kind === 'deploy')?.id ?? '';
  const show = async (id: string) => (await laptop.json(['deployments', 'show', id])).value as DeploymentWithRings;
  const historyOf = (id: string) => laptop.must<HistoryEntry[]>(['history', '--deployment', id, '--limit', '500']);

  /** Publishes a version everywhere, approves the plan and begins; the process follows to wherever it comes by itself. */
  async function deploy(release: string): Promise<ChildProcess> {
    await onAll((host) => must(host, publish(release)));
    const plan = await laptop.must<Plan>(['test', '--all', '--packages', 'shop']);
    const child = laptop.start(['deploy', plan.id, '--yes', '--name', `Shop ${release}`, '--rollout', rollout, '--json']);
    child.stdout!.resume();
    child.stderr!.resume();
    return child;
  }
  /** The id of the newest deployment, once its pilot bakes. */
  async function untilItBakes(): Promise<string> {
    for (const end = Date.now() + 240_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 1000))) {
      const id = await newest();
      if (id && (await show(id)).ringStates[0]?.state === 'baking') return id;
    }
    throw new Error('the pilot never baked');
  }
  const waysBack = async (id: string) => (await deployments()).filter((row) => row.rollsBack === id).map((row) => row.state);

  it('a bad update stops in the pilot, and the pilot goes back by itself', async () => {
    expect(await ended(await deploy('2'))).toBe(1);
    const id = await newest();
    const held = await show(id);
    expect(held.ringStates.map((one) => one.state)).toEqual(['stopped', 'waiting', 'waiting']);
    expect(held.runs.filter((run) => run.state !== 'waiting').map((run) => [run.hostName, run.state])).toEqual([[PILOT, 'failed']]);
    expect(JSON.stringify(held.runs.find((run) => run.hostName === PILOT)?.problem)).toContain('shop.service');
    expect(await waysBack(id)).toEqual(['finished']);
    expect(await versions()).toEqual(Object.fromEntries(NAMES.map((name) => [name, '1'])));
    expect((await lab.host(PILOT).exec('systemctl is-active shop')).stdout.trim()).toBe('active');
    const told = await historyOf(id);
    expect(told.filter((one) => one.action === 'run.back-by-rule').map((one) => [one.actor, one.hostName])).toEqual([['patchbay', PILOT]]);
    await laptop.json(['deployments', 'stop', id]);
    await laptop.json(['deployments', 'watch', id]);
    expect((await show(id)).state).toBe('finished');
  });

  it("one that only the shop's own check shows stops ring 1, with no more hosts hit than the rule says", async () => {
    await onAll((host) => (host.name === PILOT ? Promise.resolve() : must(host, 'touch /etc/shop-till')));
    const follower = await deploy('3');
    const id = await untilItBakes();
    await laptop.json(['deployments', 'end-bake', id, '--reason', 'a test has no hour']);
    expect(await ended(follower), 'a person is wanted').toBe(3);
    expect((await show(id)).ringStates.map((one) => one.state)).toEqual(['approval', 'waiting', 'waiting']);
    expect(await version('base-02')).toBe('1');
    await laptop.json(['deployments', 'approve', id, '--name', 'Ada Byron', '--note', 'the pilot sells']);
    expect((await laptop.json(['deployments', 'watch', id])).exit).toBe(1);

    const held = await show(id);
    const [, ring1] = held.ringStates;
    expect(ring1).toMatchObject({ state: 'stopped', hosts: 10, allowance: 1 });
    const hit = held.runs.filter((run) => run.ring === 1 && run.state !== 'waiting');
    // Budget 1 of 10: two may be in flight, and both fail in the same way.
    expect(hit.map((run) => run.state)).toEqual(['failed', 'failed']);
    for (const run of hit) expect(run.problem).toMatchObject({ kind: 'health', failed: [expect.stringContaining('The shop answers')] });
    expect(await waysBack(id)).toEqual(['finished', 'finished']);
    expect(await versions()).toEqual(Object.fromEntries(NAMES.map((name) => [name, name === PILOT ? '3' : '1'])));
    for (const name of NAMES.slice(1))
      expect((await lab.host(name).truth()).configured('shop', '3')).toBe(hit.some((run) => run.hostName === name) ? 1 : 0);
    const told = (await historyOf(id)).map((one) => one.action);
    for (const action of ['ring.bake-ended', 'ring.approved', 'deployment.held', 'run.looked']) expect(told).toContain(action);
    expect(await laptop.must(['audit', 'verify'])).toMatchObject({ intact: true });
  });
});
