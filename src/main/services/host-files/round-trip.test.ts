import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HostDraft, type Host } from '../../../shared/domain/host.ts';
import { draftsFrom } from '../ssh-config/drafts.ts';
import { askAnsible, fromListing, inFolder, noAnsible } from './ansible/oracle.test-kit.ts';
import { readAnsible } from './ansible/read.ts';
import { writeIni, writeYaml } from './ansible/write.ts';
import { readCsv } from './csv/read.ts';
import { writeCsv } from './csv/write.ts';
import { writeSshConfig } from './ssh-config/write.ts';

/** Text as people write it, and as those write it who mean harm. */
const words = fc.oneof(
  fc.constantFrom('', 'Berlin', 'Kim Ng', '=1+1', '+49 30', '-x', '@sum', "'quoted'", '"quoted"', 'a,b;c', '# no comment', '22', 'yes', 'True', 'null', '1_000', '~', 'a: b', '[x]', 'back\\slash', 'é😀ß', '\u2028x', "'=1"),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
); // prettier-ignore
const label = words.map((text) => text.replace(/\p{C}/gu, '').trim()).filter((text) => text.length <= 80 && !/\{[{%#]/.test(text));
const notes = fc.array(words, { maxLength: 3 }).map((lines) => lines.join('\n')).filter((text) => !/\{[{%#]|[^\P{C}\n]/u.test(text) && text.trim() === text); // prettier-ignore
const address = fc.constantFrom('web1.example', '10.0.0.7', '2001:db8::1', 'fe80::1%eth0', 'h', 'a_b');
const user = fc.constantFrom('root', 'deploy', 'a.b-c', 'svc$', 'me@corp', '_x');
const tag = fc.constantFrom('shop', 'db:main', 'ünï', '9', 'a.b', 'all', 'web-1', 'Web_shop');
const path = fc.constantFrom('/home/k/.ssh/id_ed25519', '/keys/with space', '/k/100%', '/k/a%h');
const draft = (name: fc.Arbitrary<string>, transport: fc.Arbitrary<'ssh' | 'local'>): fc.Arbitrary<HostDraft> =>
  fc
    .record({
      name,
      transport,
      address,
      port: fc.constantFrom(22, 2222, 65_535),
      user,
      signIn: fc.oneof(fc.constant({ by: 'agent' as const }), path.map((one) => ({ by: 'key' as const, path: one }))),
      jumps: fc.array(fc.record({ address, port: fc.constantFrom(22, 2200), user }), { maxLength: 3 }),
      elevation: fc.constantFrom('root' as const, 'sudo' as const, 'none' as const),
      site: label,
      group: label,
      owner: label,
      exposed: fc.constantFrom(true, false, null),
      criticality: fc.constantFrom('low' as const, 'high' as const, null),
      tags: fc.uniqueArray(tag, { maxLength: 3 }),
      ring: fc.integer({ min: 0, max: 9 }),
      notes,
    })
    .filter((one) => HostDraft.safeParse(one).success)
    .map((one) => HostDraft.parse(one)); // prettier-ignore
const anyName = fc.oneof(fc.constantFrom('web1', 'This computer', 'a b', 'x[1:3]', 'h:22', '=cmd', 'ö', '7', 'all', '-x', '#x', 'web-', '10.0.0.1'), label.filter(Boolean)); // prettier-ignore
const fleet = (
  name: fc.Arbitrary<string> = anyName,
  transport: fc.Arbitrary<'ssh' | 'local'> = fc.constantFrom('ssh', 'ssh', 'local'),
): fc.Arbitrary<Host[]> =>
  fc
    .uniqueArray(draft(name, transport), { minLength: 1, maxLength: 6, selector: (one) => one.name })
    .map((drafts) =>
      drafts.map((one, at) => ({ ...one, id: `host${String(at).padStart(6, '0')}`, createdAt: '2026-03-02T08:00:00.000Z' })),
    );

const bare = ({ id: _id, createdAt: _at, ...one }: Host): HostDraft => one;
const sorted = (drafts: readonly HostDraft[]): HostDraft[] => drafts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
const taken = (rows: readonly { readonly draft: unknown }[]): HostDraft[] => sorted(rows.map((row) => HostDraft.parse(row.draft)));
const same = (hosts: readonly Host[], rows: readonly { readonly draft: unknown }[]): void => {
  expect(taken(rows)).toEqual(sorted(hosts.map(bare)));
};

describe('what is exported comes back as it was', () => {
  const runs = { numRuns: 150, seed: 3 };
  it('CSV', () => {
    fc.assert(
      fc.property(fleet(), (hosts) => same(hosts, readCsv(writeCsv(hosts).text, 'me').rows)),
      runs,
    );
  });
  it('Ansible INI', () => {
    fc.assert(
      fc.property(fleet(), (hosts) => same(hosts, readAnsible('ansible-ini', writeIni(hosts).text, null, 'me').rows)),
      runs,
    );
  });
  it('Ansible YAML', () => {
    fc.assert(
      fc.property(fleet(), (hosts) => same(hosts, readAnsible('ansible-yaml', writeYaml(hosts).text, null, 'me').rows)),
      runs,
    );
  });
  it('ssh_config, as far as it can say it', () => {
    const alias = fc.constantFrom('web1', 'db.example', 'a_b-c', '10.0.0.1', 'X', 'jump-1');
    const way = ({ name, address: at, port, user: who, signIn, jumps }: HostDraft) => ({ name, address: at, port, who, signIn, jumps });
    fc.assert(
      fc.property(fleet(alias, fc.constant('ssh')), (hosts) => {
        const { text } = writeSshConfig(hosts);
        const rows = draftsFrom(text, () => [], { user: 'me', home: '/home/me' });
        expect(taken(rows).map(way)).toEqual(sorted(hosts.map(bare)).map(way));
      }),
      runs,
    );
  });
});

it('says what a kind of file cannot say', () => {
  const [one] = fc.sample(fleet(fc.constant('web1'), fc.constant('ssh')), { numRuns: 1, seed: 1 })[0]!;
  const odd = { ...one!, name: 'a b', notes: 'costs {{ 20 }}', user: 'CORP\\kim' };
  expect(writeIni([odd]).notes).toEqual(['a b: patchbay_notes left out, as Ansible would take "{{" for a template.']);
  expect(writeSshConfig([odd]).notes[0]).toBe('a b was left out: its name cannot be an alias.');
  expect(writeSshConfig([{ ...odd, name: 'a' }]).notes[0]).toBe('a was left out: ssh reads the backslash of its user otherwise.');
  expect(writeCsv([odd]).notes).toEqual([]);
});

describe.skipIf(noAnsible)('Ansible itself reads it the same way', () => {
  it.each([
    ['hosts.ini', writeIni],
    ['hosts.yml', writeYaml],
  ] as const)('%s', { timeout: 120_000 }, (main, write) => {
    const hosts = fc.sample(fleet(), { numRuns: 12, seed: 5 }).flat().map((host, at) => ({ ...host, name: `${at} ${host.name}` })); // prettier-ignore
    const seen = inFolder({ files: { [main]: write(hosts).text } }, (at) => fromListing(askAnsible(join(at, main))));
    const said = Object.values(seen).map(({ variables }) => variables);
    expect(said).toHaveLength(hosts.length);
    for (const host of hosts)
      expect(said).toContainEqual(
        expect.objectContaining({ ansible_host: host.address, ansible_user: host.user, ...(host.notes && { patchbay_notes: host.notes }), ...(host.site && { patchbay_site: host.site }) }),
      ); // prettier-ignore
  });
});

const SSH = '/usr/bin/ssh';
it.skipIf(!existsSync(SSH))('ssh itself reads it the same way', { timeout: 60_000 }, () => {
  const hosts = fc.sample(fleet(fc.constantFrom('web1', 'db.example', 'x'), fc.constant('ssh')), { numRuns: 4, seed: 9 }).flatMap((fleetOf, at) => fleetOf.map((host) => ({ ...host, name: `${host.name}-${at}` }))); // prettier-ignore
  inFolder({ files: { config: writeSshConfig(hosts).text } }, (folder) => {
    const said = (name: string): ((keyword: string) => string | undefined) => {
      const text = execFileSync(SSH, ['-G', '-F', join(folder, 'config'), name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return (keyword) => new RegExp(`^${keyword} (.*)$`, 'm').exec(text)?.[1];
    };
    for (const host of hosts) {
      const line = said(host.name);
      expect([line('hostname'), line('port'), line('user')]).toEqual([host.address, String(host.port), host.user]);
      if (host.signIn.by === 'key') expect(line('identityfile')?.replaceAll('%%', '%').replace(/^~/, homedir())).toBe(host.signIn.path);
      const hops = line('proxyjump')?.split(',') ?? [];
      expect(hops.map((hop) => [said(hop)('hostname'), said(hop)('port'), said(hop)('user')])).toEqual(
        host.jumps.map((jump) => [jump.address, String(jump.port), jump.user]),
      );
    }
  });
});
