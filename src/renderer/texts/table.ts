import { plural } from '../ui/format.ts';

export const table = {
  menu: (label: string) => `View of the table: ${label}`,
  group: 'Group by',
  noGroup: 'None',
  columns: 'Columns',
  rows: 'Rows',
  copy: 'Copy chosen rows',
  copyKey: 'Ctrl C',
  csv: 'Export as CSV',
  chooseAll: (label: string) => `Choose all: ${label}`,
  words: (label: string) => `${label}: words`,
  removeWord: (word: string) => `Remove ${word}`,
  choose: (name: string) => `Choose ${name}`,
  inGroup: (n: number) => plural(n, 'row'),
  by: { site: 'Site', group: 'Group', state: 'State' },
  noSite: 'No site',
  noHostGroup: 'No group',
};
