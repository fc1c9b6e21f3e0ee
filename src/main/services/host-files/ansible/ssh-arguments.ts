import type { HostDraftInput } from '../../../../shared/domain/host.ts';
import { draftsFrom } from '../../ssh-config/drafts.ts';
import { shellWords } from './words.ts';

interface Arguments {
  /** Null: nothing is said of jump hosts. */
  readonly jumps: NonNullable<HostDraftInput['jumps']> | null;
  readonly notes: readonly string[];
}

const NOT_FOLLOWED = 'Options for ssh other than ProxyJump are not followed.';
const ALIAS = 'host';

/**
 * The jump hosts in ansible_ssh_common_args and its like: "-J gate", "-o ProxyJump=gate", and the old ProxyCommand. An
 * option of ssh is a line of ssh_config, and is read as one. Nothing is run.
 */
export function sshArguments(text: string, user: string): Arguments {
  const words = shellWords(text);
  if (words === null || /[\r\n]/.test(text)) return { jumps: null, notes: ['The options for ssh cannot be read: a quote is not closed.'] };
  const lines: string[] = [];
  let others = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    const option = /^-[oJ]$/.test(word) ? `${word}${words[(at += 1)] ?? ''}` : word;
    const proxy = /^-J(.+)$/.exec(option)?.[1] ?? /^-oProxyJump(?:\s*=\s*|\s+)(.+)$/i.exec(option)?.[1];
    const command = /^-oProxyCommand(?:\s*=\s*|\s+)(.+)$/i.exec(option)?.[1];
    if (proxy !== undefined) lines.push(`ProxyJump ${proxy}`);
    else if (command !== undefined) lines.push(`ProxyCommand ${command}`);
    else others = true;
  }
  const notes = others ? [NOT_FOLLOWED] : [];
  if (!lines.length) return { jumps: null, notes };
  const [row] = draftsFrom(`Host ${ALIAS}\n${lines.join('\n')}\n`, () => [], { user, home: '' });
  return { jumps: row?.draft?.jumps ?? null, notes: [...notes, ...(row?.notes ?? [])] };
}
