import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../src/shared/contract/contract.ts';
import type { DeploymentWithRings } from '../src/shared/contract/rings.ts';
import type { Plan } from '../src/shared/domain/plan.ts';
import { Lab, noLab } from './lab/lab.ts';
import type { LabHost } from './lab/lab.ts';
import { Laptop } from './support/patchbay.ts';

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
  const versions = async () => Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await version(name)])));
  const show = async () => (await laptop.json(['deployments', 'show', 'last'])).value as DeploymentWithRings;
  const historyOf = (id: string) => laptop.must<HistoryEntry[]>(['history', '--deployment', id, '--limit', '500']);

  /** Publishes a version everywhere, approves the plan and follows to wherever it comes by itself. Answers its id. */
  async function deploy(newest: string): Promise<string> {
    await onAll((host) => must(host, publish(newest)));
    const plan = await laptop.must<Plan>(['test', '--all', '--packages', 'shop']);
    const ended = await laptop.json(['deploy', plan.id, '--yes', '--name', `Shop ${newest}`, '--rollout', rollout]);
    return (ended.value as DeploymentWithRings).id;
  }
  /** The way back is a deployment of its own, which may still be under way when the one that it undoes is held. */
  async function backs(id: string, count: number): Promise<void> {
    const rows = await laptop.must<{ id: string; rollsBack: string | null }[]>(['deployments', 'list']);
    const back = rows.filter((row) => row.rollsBack === id);
    expect(back).toHaveLength(count);
    for (const one of back) await laptop.json(['deployments', 'watch', one.id]);
  }

  it('a bad update stops in the pilot, and the pilot goes back by itself', async () => {
    const id = await deploy('2');
    const held = await laptop
      .must<DeploymentWithRings>(['deployments', 'show', id])
      .catch(async () => (await laptop.json(['deployments', 'show', id])).value as DeploymentWithRings);
    expect(held.ringStates.map((one) => one.state)).toEqual(['stopped', 'waiting', 'waiting']);
    expect(held.runs.filter((run) => run.state !== 'waiting').map((run) => [run.hostName, run.state])).toEqual([[PILOT, 'failed']]);
    expect(JSON.stringify(held.runs.find((run) => run.hostName === PILOT)?.problem)).toContain('shop.service');
    await backs(id, 1);
    expect(await versions()).toEqual(Object.fromEntries(NAMES.map((name) => [name, '1'])));
    expect((await lab.host(PILOT).exec('systemctl is-active shop')).stdout.trim()).toBe('active');
    const told = await historyOf(id);
    expect(told.filter((one) => one.action === 'run.back-by-rule').map((one) => [one.actor, one.hostName])).toEqual([['patchbay', PILOT]]);
    await laptop.json(['deployments', 'stop', id]);
    await laptop.json(['deployments', 'watch', id]);
    expect(await versions()).toMatchObject({ [LAST]: '1', 'base-02': '1' });
  });

  it("one that only the shop's own check shows stops ring 1, with no more hosts hit than the rule says", async () => {
    await onAll((host) => (host.name === PILOT ? Promise.resolve() : must(host, 'touch /etc/shop-till')));
    const id = await deploy('3');
    expect((await show()).ringStates.map((one) => one.state)).toEqual(['baking', 'waiting', 'waiting']);
    await laptop.must(['deployments', 'end-bake', id, '--reason', 'a test has no hour']);
    const waits = await show();
    expect(waits.ringStates.map((one) => one.state)).toEqual(['approval', 'waiting', 'waiting']);
    expect(await version('base-02')).toBe('1');
    await laptop.must(['deployments', 'approve', id, '--name', 'Ada Byron', '--note', 'the pilot sells']);
    await laptop.json(['deployments', 'watch', id]);

    const held = await show();
    const [, ring1] = held.ringStates;
    expect(ring1).toMatchObject({ state: 'stopped', hosts: 10, allowance: 1 });
    const hit = held.runs.filter((run) => run.ring === 1 && run.state !== 'waiting');
    // Budget 1 of 10: two may be in flight, and both fail in the same way.
    expect(hit.map((run) => run.state)).toEqual(['failed', 'failed']);
    for (const run of hit) expect(run.problem).toMatchObject({ kind: 'health', failed: [expect.stringContaining('The shop answers')] });
    await backs(id, 2);
    expect(await versions()).toEqual(Object.fromEntries(NAMES.map((name) => [name, name === PILOT ? '3' : '1'])));
    for (const name of NAMES.slice(2))
      expect((await lab.host(name).truth()).configured('shop', '3')).toBe(hit.some((run) => run.hostName === name) ? 1 : 0);
    const told = (await historyOf(id)).map((one) => one.action);
    for (const action of ['ring.bake-ended', 'ring.approved', 'deployment.held', 'run.looked']) expect(told).toContain(action);
    expect(await laptop.must(['audit', 'verify'])).toMatchObject({ intact: true });
  });
});
