import type { Ecosystem, Release } from '../ecosystem.ts';
import { compareFixes } from './build.ts';
import { readWindowsList } from './list.ts';
import { windowsMatcher, type MsrcRow } from './match.ts';
import { isWindowsProduct } from './product.ts';

/** Microsoft Windows. One release for all: which Windows it is, the list of packages says, or the product's name. */
export const windows: Ecosystem = {
  id: 'windows',
  forms: 'windows, or windows:PRODUCT as MSRC names it (windows:Windows Server 2022) for a list that does not say',
  release: (text): Release | null => {
    const said = /^windows(?::(.{1,120}))?$/i.exec(text);
    const product = said?.[1];
    if (!said || (product !== undefined && !isWindowsProduct(product))) return null;
    return { id: 'windows', name: product ?? 'Windows', endOfLife: null };
  },
  feeds: () => [{ feed: 'msrc', needed: true }],
  packageList: readWindowsList,
  prepare: ({ name }, rows) => windowsMatcher(rows as Iterable<MsrcRow>, isWindowsProduct(name) ? name : null),
  compare: compareFixes,
};
