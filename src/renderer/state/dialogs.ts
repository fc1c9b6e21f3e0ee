import { create } from 'zustand';
import type { EndOfLifeRow } from '../../shared/contract/vulnerabilities.ts';
import type { Exception } from '../../shared/domain/exception.ts';
import type { HostDraftInput } from '../../shared/domain/host.ts';
import type { Problem } from '../../shared/domain/problem.ts';

/** What goes on once a key was accepted or a secret entered: the thing that had stopped for it. */
export type Resume =
  | { readonly kind: 'scan' }
  | { readonly kind: 'test' }
  | { readonly kind: 'retry'; readonly deploymentId: string }
  | { readonly kind: 'nothing' };

/** Dialogs that more than one page opens. They stand over the page, so they are the window's, not a page's. */
export type OpenDialog =
  | { readonly kind: 'add-host'; readonly draft?: Partial<HostDraftInput> }
  | { readonly kind: 'edit-host'; readonly hostId: string }
  | { readonly kind: 'import-hosts' }
  | { readonly kind: 'discover-hosts' }
  | { readonly kind: 'export-hosts' | 'edit-many'; readonly hostIds: readonly string[] }
  | { readonly kind: 'accept-keys'; readonly hostIds: readonly string[]; readonly resume: Resume }
  | { readonly kind: 'compare-keys'; readonly hostId: string }
  | {
      readonly kind: 'enter-secret';
      readonly hostId: string;
      readonly resume: Resume;
      readonly secret?: Extract<Problem, { kind: 'secret-needed' }>['secret'];
    }
  | { readonly kind: 'test-connection'; readonly hostId: string }
  | {
      readonly kind: 'answer-questions';
      readonly hostId: string;
      readonly questions: Extract<Problem, { kind: 'questions-asked' }>;
      readonly resume: Resume;
    }
  | { readonly kind: 'unlock-vault'; readonly hostId?: string; readonly resume: Resume }
  | { readonly kind: 'choose-vault' }
  | { readonly kind: 'change-passphrase' }
  | { readonly kind: 'add-credential' }
  | { readonly kind: 'edit-credential'; readonly id: string }
  | { readonly kind: 'set-secret'; readonly id: string }
  | { readonly kind: 'remove-credential'; readonly id: string }
  /** For a finding on these hosts; empty strings and no hosts where nothing is said yet. */
  | { readonly kind: 'add-exception'; readonly cve: string; readonly source: string; readonly hostIds: readonly string[] }
  | { readonly kind: 'renew-exception' | 'end-exception'; readonly exception: Exception }
  | { readonly kind: 'import-vex' }
  | { readonly kind: 'edit-control'; readonly row: EndOfLifeRow }
  | { readonly kind: 'palette' }
  | { readonly kind: 'keys' };

export const useDialogs = create<{ open: OpenDialog | null }>(() => ({ open: null }));
export const openDialog = (dialog: OpenDialog): void => useDialogs.setState({ open: dialog });
export const closeDialog = (): void => useDialogs.setState({ open: null });
