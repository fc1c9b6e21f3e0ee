import type { Value } from './words.ts';

/** Where a variable has more than one name, Ansible's ssh plugin takes the later one (plugins/connection/ssh.py, "vars"). */
export const NAMES = {
  address: ['ansible_host', 'ansible_ssh_host'],
  port: ['ansible_port', 'ansible_ssh_port'],
  user: ['ansible_user', 'ansible_ssh_user'],
  key: ['ansible_private_key_file', 'ansible_ssh_private_key_file'],
  connection: ['ansible_connection'],
  scheme: ['ansible_winrm_scheme'],
  become: ['ansible_become'],
  becomeUser: ['ansible_become_user'],
  becomeMethod: ['ansible_become_method'],
  args: ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'],
  name: ['patchbay_name'],
  elevation: ['patchbay_elevation'],
  site: ['patchbay_site'],
  group: ['patchbay_group'],
  owner: ['patchbay_owner'],
  exposed: ['patchbay_exposed'],
  criticality: ['patchbay_criticality'],
  tags: ['patchbay_tags'],
  ring: ['patchbay_ring'],
  notes: ['patchbay_notes'],
} as const;
export type Known = keyof typeof NAMES;

const SECRET = /^ansible_\w*(pass|password|passphrase)$/;
const KNOWN: ReadonlySet<string> = new Set(Object.values(NAMES).flat());

/** Only what Patchbay uses is kept at all, and of a secret only that it was there. */
export type Variables = Map<string, Value>;

export function setVariable(variables: Variables, name: string, value: Value): void {
  if (SECRET.test(name)) variables.set(name, { why: 'secret' });
  else if (KNOWN.has(name)) variables.set(name, typeof value === 'string' && /\{[{%#]/.test(value) ? { why: 'template' } : value);
}
