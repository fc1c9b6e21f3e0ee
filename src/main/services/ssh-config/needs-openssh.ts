/**
 * What an ssh_config can say that Patchbay's own SSH does not do and the system's `ssh` does. Such a host is proposed to
 * be reached through that.
 */
const NEEDS: readonly (readonly [keyword: string, why: string])[] = [
  ['certificatefile', 'CertificateFile'],
  ['hostkeyalias', 'HostKeyAlias'],
  ['identityagent', 'IdentityAgent'],
  ['pkcs11provider', 'PKCS11Provider'],
  ['securitykeyprovider', 'SecurityKeyProvider'],
  ['gssapiauthentication', 'GSSAPIAuthentication'],
  ['userknownhostsfile', 'UserKnownHostsFile'],
  ['globalknownhostsfile', 'GlobalKnownHostsFile'],
  ['knownhostscommand', 'KnownHostsCommand'],
  ['canonicalizehostname', 'CanonicalizeHostName'],
  ['bindaddress', 'BindAddress'],
  ['bindinterface', 'BindInterface'],
  ['addressfamily', 'AddressFamily'],
  ['kexalgorithms', 'KexAlgorithms'],
  ['ciphers', 'Ciphers'],
  ['macs', 'MACs'],
  ['hostkeyalgorithms', 'HostKeyAlgorithms'],
];

/** The keywords that hold for a host and that only `ssh` follows. `first` is the first value of a keyword, in lower case. */
export const needsOpenssh = (first: (keyword: string) => string | undefined): string[] =>
  NEEDS.filter(([keyword]) => isSet(first(keyword)) && !isUsual(keyword, first(keyword))).map(([, name]) => name);

export const isSet = (value: string | undefined): boolean => value !== undefined && !/^(none|no)$/i.test(value);

/** What is so without the line changes nothing. */
const isUsual = (keyword: string, value: string | undefined): boolean =>
  (keyword === 'identityagent' && value === 'SSH_AUTH_SOCK') || (keyword === 'addressfamily' && value?.toLowerCase() === 'any');
