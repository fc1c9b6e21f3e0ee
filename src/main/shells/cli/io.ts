import type { Engine } from '../../../shared/contract/contract.ts';
import type { Result } from '../../../shared/domain/result.ts';

export interface OpenEngine {
  readonly dataFolder: string;
  /** True for the verbs that stay and drive deployments: only they go on with what an earlier start left open. */
  readonly drive: boolean;
}
export type EngineFactory = (options: OpenEngine) => Promise<Result<{ engine: Engine; close(): Promise<void> }>>;

export interface Sink {
  write(text: string): unknown;
}

/** Everything of the outside world that the command line touches, so that a test can stand in for it. */
export interface Io {
  readonly openEngine: EngineFactory;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** The terminal's size now, in characters. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Aborted by the first Ctrl-C, by a termination signal, or when nobody reads the output any more. */
  readonly interrupted: AbortSignal;
  readonly now: () => Date;
}
