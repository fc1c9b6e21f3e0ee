import type { FileKind } from '../../../shared/contract/contract.ts';

/** A malformed file that somebody might hand in, made from a good one by a seeded chance. */
export interface Mangled {
  readonly kind: FileKind;
  readonly how: string;
  readonly bytes: Uint8Array;
}

/** Stands in every password field: nothing that Patchbay says may contain it. */
export const CANARY = 'canary-7f3a';

const SOUND: Readonly<Record<FileKind, string>> = {
  'ssh-config': `Include conf.d/*\nHost gate\n  HostName 10.0.0.1\n  User root\n  IdentityFile ~/.ssh/id_%r\n\nHost web1 web2 *.lan\n  HostName %h.example\n  Port 2222\n  ProxyJump ops@gate:22,[2001:db8::1]:2200\nMatch host db exec "true"\n  User nobody\nHost *\n  User me\n  ProxyCommand ssh -W %h:%p gate\n`,
  'ansible-ini': `gate ansible_host=10.0.0.1 ansible_password=${CANARY}\n[web]\nweb[01:20].example:2222 patchbay_site='"Berlin"' # comment\n"odd host" ansible_user='x y'\n[db]\ndb[a:f]\n[prod:children]\nweb\ndb\n[prod:vars]\nansible_ssh_common_args='-o ProxyJump=ops@gate:22'\nansible_become_password=${CANARY}\nansible_user={{ me }}\n`,
  'ansible-yaml': `---\nall:\n  vars: &v\n    ansible_user: patch\n    ansible_become_pass: ${CANARY}\n  children:\n    web:\n      hosts:\n        web[01:20].example:\n          ansible_port: 2222\n        "db[a:c]": {patchbay_ring: 0, ansible_password: "${CANARY}"}\n      vars:\n        <<: *v\n        patchbay_notes: |\n          two\n          lines\n    deep:\n      children:\n        deeper:\n          hosts: {x: , y: {ansible_host: !vault |\n            $ANSIBLE_VAULT;1.1\n            31}}\n`,
  csv: `\ufeffname;address;port;password;tags;notes;exposed\r\nweb1;10.0.0.1;22;${CANARY};"a b";"two\r\nlines ""q""";yes\r\nweb2;10.0.0.2;;${CANARY};c;=1+1;no\r\n"web;3";fe80::1;2222;;;'x;unknown\r\n`,
};

const SCRAPS = ['\n', '\r', '\t', '"', "'", '[', ']', '[1:', ':', '=', '{{', '}}', '*', '&a', '<<', '!!python/object', '\\', '%', '#', ';', ',', '\0', '\u2028', '\ufeff', '\u202e', '😀', '---', '- ', '? ', '[x:vars]', '[a:children]\nweb\n', 'Host ', 'Match all', '-----', '9'.repeat(40), 'a'.repeat(600), '[0:99999999]', '$(id)', '../../', '__proto__', 'constructor']; // prettier-ignore

type Dice = () => number;
const upTo = (dice: Dice, n: number): number => Math.floor(dice() * n);
const oneOf = <T>(dice: Dice, list: readonly T[]): T => list[upTo(dice, list.length)]!;

const TEXT_WAYS: Readonly<Record<string, (text: string, dice: Dice) => string>> = {
  'scraps put in': (text, dice) => {
    let out = text;
    for (let n = 1 + upTo(dice, 8); n > 0; n -= 1) {
      const at = upTo(dice, out.length);
      out = out.slice(0, at) + oneOf(dice, SCRAPS) + out.slice(at + upTo(dice, 4));
    }
    return out;
  },
  'cut off': (text, dice) => text.slice(0, upTo(dice, text.length)),
  'lines mixed': (text, dice) =>
    text
      .split('\n')
      .map((line) => [dice(), line] as const)
      .sort(([a], [b]) => a - b)
      .map(([, line]) => line)
      .join('\n'),
  'lines joined': (text, dice) => text.replace(/\n/g, () => (dice() < 0.3 ? ' ' : '\n')),
  'indentation lost': (text, dice) => text.replace(/^ +/gm, (spaces) => ' '.repeat(upTo(dice, spaces.length + 2))),
  'a piece repeated': (text, dice) => {
    const at = upTo(dice, text.length);
    return text.slice(0, at) + text.slice(at, at + 1 + upTo(dice, 40)).repeat(1 + upTo(dice, 300)) + text.slice(at);
  },
  'another kind mixed in': (text, dice) => text.slice(0, upTo(dice, text.length)) + oneOf(dice, Object.values(SOUND)),
  'nested deep': (text, dice) => text + `${oneOf(dice, ['[', '{', '- ', '(', '"', '[[', 'a: {'])}`.repeat(1 + upTo(dice, 5000)),
  noise: (_text, dice) =>
    Array.from({ length: upTo(dice, 400) }, () => String.fromCharCode(upTo(dice, dice() < 0.7 ? 128 : 65_536))).join(''),
};

const BYTE_WAYS: Readonly<Record<string, (text: string, dice: Dice) => Uint8Array>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-16 LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 BE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'Latin-1': (text) => Buffer.from(text, 'latin1'),
  'a wrong mark': (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text)]),
  'bytes flipped': (text, dice) => {
    const bytes = Buffer.from(text);
    for (let n = upTo(dice, 20); n > 0 && bytes.length; n -= 1) bytes[upTo(dice, bytes.length)] = upTo(dice, 256);
    return bytes;
  },
};

export const KINDS = Object.keys(SOUND) as FileKind[];

export function mangled(dice: Dice): Mangled {
  const kind = oneOf(dice, KINDS);
  const [first, second] = [oneOf(dice, Object.keys(TEXT_WAYS)), oneOf(dice, Object.keys(TEXT_WAYS))];
  const bytes = dice() < 0.6 ? 'UTF-8' : oneOf(dice, Object.keys(BYTE_WAYS));
  const once = TEXT_WAYS[first]!(SOUND[kind], dice);
  const text = dice() < 0.3 ? TEXT_WAYS[second]!(once, dice) : once;
  return { kind, how: `${first}, ${bytes}`, bytes: BYTE_WAYS[bytes]!(text, dice) };
}
