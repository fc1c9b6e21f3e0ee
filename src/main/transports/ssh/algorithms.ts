import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';
import type { KnownKey } from '../known-hosts.ts';

const HOST_KEYS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

const COMMON: Algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group14-sha256',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr', 'chacha20-poly1305@openssh.com'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
};

/**
 * What is offered to a host. The types that known_hosts has for it come first, as in ssh: a host that is known by its
 * ed25519 key and later gets an RSA key as well must not look changed. SHA-1 is left out, as in OpenSSH since 8.8.
 */
export function algorithmsFor(known: readonly KnownKey[]): Algorithms {
  const types = new Set(
    known
      .filter((line) => line.marker === 'none')
      .flatMap((line) => (line.keyType === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [line.keyType])),
  );
  const first = HOST_KEYS.filter((type) => types.has(type));
  return { ...COMMON, serverHostKey: [...first, ...HOST_KEYS.filter((type) => !types.has(type))] };
}
