import { SaxesParser } from 'saxes';

/** One element, as far as SOAP and CLIXML need it. Text is that which stands in the element itself. */
export interface Element {
  readonly ns: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

/** What declares a namespace is no attribute to whoever reads. */
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const MOST_DEPTH = 48;
const MOST_ELEMENTS = 20_000;

/**
 * A whole document as a tree, or in words why it is none. No document type, and so no entity but XML's own five; depth
 * and number of elements are bounded, length by whoever calls. SOAP 1.2 (part 1, section 5) forbids document types.
 */
export function readXml(text: string): Element | string {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const root: Element = { ns: '', name: '', attributes: new Map(), children: [], text: '' };
  const open: Element[] = [root];
  let count = 0;
  const stop = (why: string): never => {
    throw new Unreadable(why);
  };
  parser.on('error', (error) => stop(error.message.slice(0, 200)));
  parser.on('doctype', () => stop('a document type is not taken'));
  parser.on('opentag', ({ uri, local, attributes }) => {
    if (open.length > MOST_DEPTH) stop(`more than ${MOST_DEPTH} levels`);
    if ((count += 1) > MOST_ELEMENTS) stop(`more than ${MOST_ELEMENTS} elements`);
    const own = Object.values(attributes).filter((one) => one.uri !== XMLNS);
    const named = new Map(own.map((one) => [one.local, one.value]));
    const element: Element = { ns: uri, name: local, attributes: named, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  for (const kind of ['text', 'cdata'] as const)
    parser.on(kind, (part) => {
      const now = open.at(-1);
      if (now) now.text += part;
    });
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
  return root.children[0] ?? 'no element';
}

class Unreadable extends Error {}

export const child = (element: Element | undefined, ns: string, name: string): Element | undefined =>
  element?.children.find((one) => one.ns === ns && one.name === name);
export const children = (element: Element | undefined, ns: string, name: string): Element[] =>
  element?.children.filter((one) => one.ns === ns && one.name === name) ?? [];
