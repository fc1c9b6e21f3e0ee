import { jsonInSlices } from '../../services/slices.ts';
import { answer } from '../serve/answer.ts';
import type { Change, Engine } from '../../../shared/contract/contract.ts';
import type { DevTools, DevToolsEvent } from './devtools.ts';
import { ORIGIN } from './origin.ts';

const BINDING = '__patchbay';
const DELIVER = 'patchbay.deliver';
/** Characters of an answer that go in one message: a few milliseconds' worth. */
const PIECE = 256 * 1024;

interface Context {
  readonly id: number;
  readonly origin: string;
  readonly auxData?: { readonly isDefault?: boolean; readonly frameId?: string };
}

/**
 * `window.api` of the page, by the DevTools protocol: a binding carries calls out, a function call in the page carries answers
 * and changes in. Only the main frame's own world of our origin is listened to; a child frame gets the raw binding as well
 * and is refused.
 */
export class Bridge {
  readonly #devTools: DevTools;
  readonly #session: string;
  readonly #mainFrame: string;
  readonly #engine: Engine;
  readonly #contexts = new Map<number, Context>();

  constructor(devTools: DevTools, session: string, mainFrame: string, engine: Engine) {
    this.#devTools = devTools;
    this.#session = session;
    this.#mainFrame = mainFrame;
    this.#engine = engine;
  }

  /** Has to be done before the page's document is served. */
  async install(): Promise<void> {
    const source = `(${inPage.toString()})(${JSON.stringify([BINDING, DELIVER, ORIGIN])})`;
    await Promise.all([
      this.#devTools.send('Runtime.enable', {}, this.#session),
      this.#devTools.send('Runtime.addBinding', { name: BINDING }, this.#session),
      this.#devTools.send('Page.addScriptToEvaluateOnNewDocument', { source }, this.#session),
    ]);
  }

  handle({ method, params }: DevToolsEvent): void {
    if (method === 'Runtime.executionContextCreated') {
      const context = params['context'] as Context;
      this.#contexts.set(context.id, context);
    }
    if (method === 'Runtime.executionContextDestroyed') this.#contexts.delete(params['executionContextId'] as number);
    if (method === 'Runtime.executionContextsCleared') this.#contexts.clear();
    if (method === 'Runtime.bindingCalled' && params['name'] === BINDING)
      void this.#called(params['executionContextId'] as number, String(params['payload']));
  }

  /** Tells the page that something changed. */
  tell(change: Change): void {
    for (const context of this.#contexts.values()) if (this.#isOurs(context)) void this.#deliver(context.id, 0, JSON.stringify({ change }));
  }

  async #called(contextId: number, payload: string): Promise<void> {
    const context = this.#contexts.get(contextId);
    if (!context || !this.#isOurs(context)) return;
    const message = readMessage(payload);
    if (message === null) return;
    const reply = await answer(this.#engine, message.name, message.input);
    await this.#deliver(contextId, message.id, await jsonInSlices({ id: message.id, reply }));
  }

  #isOurs({ origin, auxData }: Context): boolean {
    return origin === ORIGIN && auxData?.isDefault === true && auxData.frameId === this.#mainFrame;
  }

  /** In pieces: each becomes JSON once more on its way, and the engine does something else in between. `id` keeps them together. */
  async #deliver(executionContextId: number, id: number, text: string): Promise<void> {
    for (const { piece, isLast } of piecesOf(text)) {
      const call = {
        functionDeclaration: `function (...piece) { globalThis[Symbol.for('${DELIVER}')](...piece); }`,
        arguments: [{ value: id }, { value: piece }, { value: isLast }],
        executionContextId,
        silent: true,
      };
      // The document that asked may be gone by now; then nobody waits for the answer.
      if (!(await this.#devTools.send('Runtime.callFunctionOn', call, this.#session).catch(() => null))) return;
    }
  }
}

function* piecesOf(text: string): Generator<{ readonly piece: string; readonly isLast: boolean }> {
  for (let from = 0; ;) {
    // Half a character is none: between the two halves of one it is not cut.
    const to = from + PIECE - (/[\ud800-\udbff]/.test(text[from + PIECE - 1] ?? '') ? 1 : 0);
    const isLast = to >= text.length;
    yield { piece: text.slice(from, to), isLast };
    if (isLast) return;
    from = to;
  }
}

function readMessage(payload: string): { id: number; name: unknown; input: unknown } | null {
  try {
    const message: unknown = JSON.parse(payload);
    if (!Array.isArray(message) || typeof message[0] !== 'number') return null;
    return { id: message[0], name: message[1], input: message[2] };
  } catch {
    return null;
  }
}

/** Runs in the page, before any script of it; it is sent there as text, so it uses nothing from outside. */
function inPage([binding, deliver, origin]: [string, string, string]): void {
  type Listener = (change: unknown) => void;
  const page = globalThis as unknown as Record<string, unknown> & { top: unknown; location: { origin: string } };
  const send = page[binding] as (text: string) => void;
  delete page[binding];
  if (page.top !== page || page.location.origin !== origin) return;
  const waiting = new Map<number, (reply: unknown) => void>();
  const listeners = new Set<Listener>();
  let last = 0;
  const begun = new Map<number, string>();
  const take = (stream: number, piece: string, isLast: boolean) => {
    const text = (begun.get(stream) ?? '') + piece;
    if (!isLast) return void begun.set(stream, text);
    begun.delete(stream);
    const message = JSON.parse(text) as { id?: number; reply?: unknown; change?: unknown };
    if (message.id === undefined) return listeners.forEach((listener) => listener(message.change));
    waiting.get(message.id)?.(message.reply);
    waiting.delete(message.id);
  };
  const call = (name: unknown, input: unknown) =>
    new Promise((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      send(JSON.stringify([id, name, input]));
    });
  const onChange = (listener: Listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  Object.defineProperty(page, Symbol.for(deliver), { value: take });
  Object.defineProperty(page, 'api', { value: Object.freeze({ call, onChange }), enumerable: true });
}
