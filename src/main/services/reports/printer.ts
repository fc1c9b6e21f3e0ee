import type { Result } from '../../../shared/domain/result.ts';

/** Makes pages of a document in a browser engine of its own, which ends with it: Chromium's printer by the DevTools protocol, or Electron's. */
export interface Printing {
  /**
   * A PDF in the sizes that the document's own style sheet names, with tags and outline; a draft has neither, which takes half the time,
   * and its pages are the same. Rejects where the engine fails.
   */
  print(html: string, draft: boolean): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** `not-printed` where there is no engine. */
export type OpenPrinting = () => Promise<Result<Printing>>;
