import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notices } from '../../services/notices.ts';
import { freeNames, safeName } from '../serve/safe-name.ts';
import { texts } from '../serve/texts.ts';
import type { DevTools, DevToolsEvent } from './devtools.ts';
import { ORIGIN } from './origin.ts';

/** Far above any list or report that the page makes, in bytes. */
const LARGEST = 256 * 1024 * 1024;

/**
 * What our page makes (a blob: link) is put into the person's download folder, and the window says where. Everything else is cancelled.
 * The browser writes into a folder of its profile, since it may run as a user who can write nowhere else; we bring the file from there.
 */
export class Downloads {
  readonly #devTools: DevTools;
  readonly #spool: string;
  readonly #folder: string;
  readonly #notices: Pick<Notices, 'say'>;
  readonly #names = new Map<string, string>();

  constructor(devTools: DevTools, spool: string, folder: string, notices: Pick<Notices, 'say'>) {
    this.#devTools = devTools;
    this.#spool = spool;
    this.#folder = folder;
    this.#notices = notices;
  }

  start(): Promise<unknown> {
    return this.#devTools.send('Browser.setDownloadBehavior', { behavior: 'allowAndName', downloadPath: this.#spool, eventsEnabled: true });
  }

  handle({ method, params }: DevToolsEvent): void {
    const guid = String(params['guid']);
    if (method === 'Browser.downloadWillBegin') this.#begin(guid, String(params['url']), String(params['suggestedFilename']));
    if (method === 'Browser.downloadProgress') this.#progress(guid, params['state']);
  }

  #begin(guid: string, url: string, suggested: string): void {
    if (url.startsWith(`blob:${ORIGIN}/`)) this.#names.set(guid, safeName(suggested));
    // A small one may have ended before this arrives; then what it left is removed below.
    else this.#devTools.send('Browser.cancelDownload', { guid }).catch(() => undefined);
  }

  #progress(guid: string, state: unknown): void {
    if (state === 'inProgress' || !/^[\w-]{1,64}$/.test(guid)) return;
    const name = this.#names.get(guid);
    this.#names.delete(guid);
    const made = join(this.#spool, guid);
    try {
      if (name === undefined) return;
      if (state === 'completed') this.#notices.say('ok', texts.saved(bring(made, this.#folder, name)));
      else this.#notices.say('bad', texts.notSaved(name));
    } catch (error) {
      this.#notices.say('bad', `${texts.notSaved(name ?? '')}: ${(error as NodeJS.ErrnoException).code ?? 'bad file'}`);
    } finally {
      rmSync(made, { force: true });
    }
  }
}

/** Copies a file that another user may have laid there: no link is followed, nothing but a plain file of a bounded size is read. */
function bring(made: string, folder: string, name: string): string {
  const bytes = readPlain(made);
  mkdirSync(folder, { recursive: true });
  for (const free of freeNames(name)) {
    const target = join(folder, free);
    try {
      writeFileSync(target, bytes, { flag: 'wx', mode: 0o600 });
      return target;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error('freeNames never ends');
}

function readPlain(file: string): Buffer {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const { size, nlink } = fstatSync(descriptor);
    const isPlain = fstatSync(descriptor).isFile() && nlink === 1 && size <= LARGEST;
    if (!isPlain) throw new Error('not a plain file, or too large');
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
