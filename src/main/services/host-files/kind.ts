import { basename, extname } from 'node:path';
import type { FileKind } from '../../../shared/contract/contract.ts';
import { headerOf, isHeader } from './csv/header.ts';

const BY_ENDING: Readonly<Record<string, FileKind>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.yml': 'ansible-yaml',
  '.yaml': 'ansible-yaml',
  '.json': 'ansible-yaml',
  '.ini': 'ansible-ini',
  '.conf': 'ssh-config',
};

/** By the file's name where that says it, else by what stands in it. Null: it could be anything. */
export function kindOf(path: string | null, text: string): FileKind | null {
  const named = path === null ? undefined : basename(path) === 'config' ? 'ssh-config' : BY_ENDING[extname(path).toLowerCase()];
  return named ?? kindOfText(text);
}

const SSH_KEYWORD = /^\s*(Host|Match|HostName|User|Port|IdentityFile|ProxyJump|ProxyCommand|Include)(\s+|\s*=\s*)\S/i;

function kindOfText(text: string): FileKind | null {
  const lines = text
    .slice(0, 200_000)
    .split(/\r\n?|\n/)
    .filter((line) => /^\s*[^\s#;]/.test(line));
  const first = lines[0];
  if (first === undefined) return null;
  if (isHeader(headerOf(text))) return 'csv';
  if (lines.some((line) => /^\s*\[[^\]:\s]+(:\w+)?\]\s*(#.*)?$/.test(line))) return 'ansible-ini';
  if (lines.some((line) => /^\s*(Host|Match)\s+\S/i.test(line)) && SSH_KEYWORD.test(first)) return 'ssh-config';
  if (/^(---|\{|["']?[\w.-]+["']?:(\s|$))/.test(first)) return 'ansible-yaml';
  // A plain list of names, or names with variables, is an inventory, too (intro_inventory, "Inventory basics").
  return lines.every((line) => /^\s*[\w.:[\]-]+(\s+#.*|\s+[\w.]+=.*)?\s*$/.test(line)) ? 'ansible-ini' : null;
}
