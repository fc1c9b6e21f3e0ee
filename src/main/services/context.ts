import { userInfo } from 'node:os';
import type { Change } from '../../shared/contract/contract.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { GateQueries } from '../platforms/gate.ts';
import type { Platform } from '../platforms/platform.ts';
import type { scanQuery } from '../platforms/scan.ts';
import type { Store } from '../store/store.ts';
import type { Transport } from '../transports/transport.ts';
import type { Vault } from '../vault/index.ts';
import type { ChangeBus } from './change-bus.ts';
import type { SecretKeeper } from './secret-keeper.ts';

/** What every service works with; built once, in shells/compose.ts. */
export interface Context {
  readonly store: Store;
  readonly transports: Readonly<Record<Host['transport'], Transport>>;
  readonly platforms: { readonly apt: Platform };
  /** Asks any host what it is; the answer says which platform it has. */
  readonly scanQuery: typeof scanQuery;
  /** What a gate asks a host besides. */
  readonly gate: GateQueries;
  readonly secrets: SecretKeeper;
  /** The secrets of credentials. */
  readonly vault: Vault;
  readonly changes: ChangeBus;
  /** ISO 8601, UTC, by our own clock. */
  readonly now: () => string;
  readonly newId: () => string;
}

export const currentUser = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
};

export const changed = (context: Pick<Context, 'changes'>, topic: Change['topic'], id: string | null = null): void =>
  context.changes.emit({ topic, id });
