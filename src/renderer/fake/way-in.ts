import { LayerName, type Layer } from '../../shared/contract/connection.ts';
import type { HostDraft } from '../../shared/domain/host.ts';
import { explain, type Problem } from '../../shared/domain/problem.ts';
import { refuse, type World } from './world.ts';

/** wiki-01 asks for a code, and then for one more word, before it lets anybody in. */
const ASKING = 'wiki-01';
const questions = (text: string, echo: boolean): Problem => ({
  kind: 'questions-asked',
  user: 'patch',
  address: `${ASKING}.example.org`,
  instruction: 'A code was sent to your phone.',
  prompts: [{ text, echo }],
  seconds: 100,
});
const facts: Readonly<Record<LayerName, string>> = {
  name: '192.0.2.17',
  tcp: 'port 22 answers',
  greeting: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7',
  algorithms: 'curve25519-sha256, host key ssh-ed25519, aes128-gcm@openssh.com',
  'host-key': 'ssh-ed25519 SHA256:7kQmD0xJr5yHbUeS1fGpLzV8wNcKtA2oI4hXvE9sRlM is known',
  'sign-in': 'patch by agent; the host offers publickey',
  shell: '/bin/sh answers as patch',
  rights: 'root by sudo',
  'package-manager': 'apt',
  clock: 'As ours',
  space: '11.4 GB free in /var/lib',
};
const layerOf: Partial<Record<Problem['kind'], LayerName>> = {
  unreachable: 'tcp',
  'host-key-unknown': 'host-key',
  'host-key-changed': 'host-key',
  'secret-needed': 'rights',
};

function layersOf(hop: string, problem: Problem | null): Layer[] {
  const stopped = problem && LayerName.options.indexOf(layerOf[problem.kind] ?? 'sign-in');
  return LayerName.options.map((layer, at): Layer => {
    if (problem && at === stopped) return { layer, hop, state: 'fail', text: explain(problem).title, ms: 40, problem };
    if (stopped !== null && at > stopped) return { layer, hop, state: 'skipped', text: 'Not tried', ms: null, problem: null };
    return { layer, hop, state: 'ok', text: facts[layer], ms: at < 7 ? 3 + at * 11 : null, problem: null };
  });
}

export function fakeWayIn(world: World) {
  let round = 0;
  return {
    'hosts.testConnection': ({ id, draft }: { id: string | null; draft: HostDraft | null }) => {
      const fake = id === null ? null : world.host(id);
      const asks = fake?.host.name === ASKING && round < 2 ? questions('Verification code:', false) : null;
      return { layers: layersOf(draft?.address ?? fake?.host.address ?? '', asks ?? fake?.trouble ?? null) };
    },
    'hosts.answerQuestions': ({ answers }: { answers: string[] }) => {
      if (answers[0] === '')
        refuse({ kind: 'sign-in-refused', user: 'patch', address: ASKING, tried: ['keyboard-interactive'], offered: [] });
      round += 1;
      if (round === 1) refuse(questions('Site:', true));
      return {};
    },
    'hosts.sudoersFile': ({ id }: { id: string }) => ({ name: 'patchbay-patch.sh', text: `#!/bin/sh\n# ${world.host(id).host.name}\n` }),
  };
}
