import { plural } from '../ui/format.ts';

/** Hosts from files and subnets, into files, and many at once. */
export const importing = {
  title: 'Import hosts',
  intro: 'Nothing in a file is run or evaluated. Passwords are never read.',
  path: 'File on this computer',
  pathExample: '~/.ssh/config',
  pathNote: 'Empty for ~/.ssh/config. Of an Ansible inventory, group_vars and host_vars beside it are read, too.',
  read: 'Read file',
  choose: 'Choose file',
  paste: 'Or paste or drop it here',
  readText: 'Read text',
  kind: 'Kind',
  kinds: {
    found: 'Found out',
    'ssh-config': 'ssh_config',
    'ansible-ini': 'Ansible inventory (INI)',
    'ansible-yaml': 'Ansible inventory (YAML)',
    csv: 'CSV',
  },
  readAs: (kind: string, encoding: string, path: string) => `${kind}, ${encoding}: ${path}`,
  table: 'Hosts in the file',
  show: 'Rows shown',
  shows: {
    all: (n: number) => `All ${n}`,
    taken: (n: number) => `Can be taken ${n}`,
    errors: (n: number) => `Errors ${n}`,
  },
  first: (n: number, all: number) => `The first ${n} of ${all} rows are shown; a tick holds for those that are not.`,
  update: (n: number) => `Update ${plural(n, 'host')} already there with what the file says`,
  confirm: (add: number, update: number) =>
    update === 0 ? `Import ${plural(add, 'host')}` : add === 0 ? `Update ${plural(update, 'host')}` : `Import ${add} and update ${update}`,
  done: (add: number, update: number) =>
    [add > 0 || update === 0 ? `${plural(add, 'host')} imported.` : '', update > 0 ? `${plural(update, 'host')} updated.` : '']
      .filter(Boolean)
      .join(' '),
  columns: { line: 'Line', alias: 'Alias', address: 'Address', user: 'User', group: 'Group', notes: 'Notes' },
  already: (name: string) => `Already there as ${name}`,
  same: 'Already there',
  differs: (fields: string) => `Differs in ${fields}`,
  changes: (fields: string) => `Changes ${fields}`,
  nothing: 'No hosts in this file.',
  reading: 'Reading the file',
  notText: 'This file is no text in UTF-8, UTF-16 or Latin-1.',
};

export const exporting = {
  title: (n: number) => `Export ${plural(n, 'host')}`,
  kind: 'As',
  kinds: {
    csv: { text: 'CSV', note: 'Everything but credentials; opens in a spreadsheet' },
    'ansible-ini': { text: 'Ansible inventory, INI', note: 'Groups and tags as groups' },
    'ansible-yaml': { text: 'Ansible inventory, YAML', note: 'Groups and tags as groups' },
    'ssh-config': { text: 'ssh_config', note: 'Address, user, key and jump hosts only' },
  },
  saved: (file: string) => `Saved ${file}.`,
  left: (n: number, first: string) => (n === 1 ? first : `${first} And ${n - 1} more left out.`),
  none: 'No secret is written.',
};

export const editing = {
  title: (n: number) => `Edit ${plural(n, 'host')}`,
  intro: 'Ticked fields become the same on all of them. The others stay as they are.',
  change: (field: string) => `Change ${field}`,
  addTags: 'Add tags',
  removeTags: 'Remove tags',
  elevation: 'Administrator rights',
  done: (n: number) => (n === 0 ? 'Nothing to change: all of them are so already.' : `${plural(n, 'host')} changed.`),
  undone: (n: number) => `Taken back on ${plural(n, 'host')}.`,
  left: (names: string) => `${names} changed since and kept.`,
};

export const discovering = {
  title: 'Discover hosts',
  intro: 'Connects to port 22 of every address, signs in nowhere. Only where you may.',
  subnet: 'Subnet',
  subnetNote: 'Such as 192.0.2.0/24, /20 at most',
  user: 'User for the new hosts',
  look: (n: number | null) => (n === null ? 'Look' : `Look at ${n} ${n === 1 ? 'address' : 'addresses'}`),
  looking: 'Looking',
  stop: 'Stop',
  found: (servers: number, looked: number, all: number) => `${plural(servers, 'SSH server')}; ${looked} of ${all} addresses looked at.`,
  again: 'Look at another',
};
