import type { Bundle } from '../serve/bundle.ts';
import type { DevTools } from './devtools.ts';
import { ORIGIN } from './origin.ts';

export interface PausedRequest {
  readonly requestId: string;
  readonly frameId?: string;
  readonly resourceType: string;
  readonly request: { readonly url: string; readonly method: string };
}

/** The page, and the one that takes its place where it cannot go on. */
const DOCUMENTS: ReadonlySet<string> = new Set(['/', '/stopped.html']);

/**
 * Every request of every frame of the browser comes here before it goes anywhere. The window's own document and what is in the bundle
 * are answered; everything else fails. `documentReady` holds the document back until the bridge stands in the page.
 */
export async function serveRequest(
  devTools: DevTools,
  bundle: Bundle,
  mainFrame: string | null,
  paused: PausedRequest,
  documentReady: () => Promise<void>,
): Promise<void> {
  const { requestId, resourceType, request } = paused;
  const url = new URL(request.url);
  const isDocument = resourceType === 'Document';
  if (url.origin !== ORIGIN || request.method !== 'GET' || (isDocument && (paused.frameId !== mainFrame || !DOCUMENTS.has(url.pathname)))) {
    // With BlockedByClient a refused navigation would put an error page in the window's place.
    return devTools.send('Fetch.failRequest', { requestId, errorReason: isDocument ? 'Aborted' : 'BlockedByClient' });
  }
  if (isDocument) await documentReady();
  const { status, headers, body } = bundle.get(url.pathname);
  return devTools.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: status,
    responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
    body: Buffer.from(body).toString('base64'),
  });
}
