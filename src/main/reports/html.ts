import { cleanText } from '../../shared/domain/text.ts';

/** Markup that was made here. Everything else that goes into a page is text, and is escaped where it goes in. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}
export type Content = Html | string | number | null | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** No cell has more to say than a page can show. */
const MOST = 1500;

function escape(text: string): string {
  const clean = cleanText(text, MOST).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
  if (clean === '') return text.includes(' ') ? ' ' : '';
  return `${text.startsWith(' ') ? ' ' : ''}${clean}${text.endsWith(' ') ? ' ' : ''}`;
}

/** Text, a figure or markup, ready to stand in a page. */
export function put(content: Content): string {
  if (content === null) return '';
  if (content instanceof Html) return content.markup;
  return typeof content === 'object' ? content.map(put).join('') : escape(String(content));
}

/** h`<td>${anything}</td>`: what stands in the template is markup, what is put in is not. */
export const h = (parts: TemplateStringsArray, ...values: readonly Content[]): Html =>
  new Html(parts.map((part, index) => part + (index < values.length ? put(values[index] ?? null) : '')).join(''));

/** For `content: "..."` of a style sheet (CSS Syntax 3, 4.3.5): nothing in it ends the string, the declaration or the style element. */
export const cssString = (text: string): string =>
  `"${[...cleanText(text, 120)].map((char) => (/[\p{L}\p{N} .,:;()_-]/u.test(char) ? char : `\\${(char.codePointAt(0) ?? 0).toString(16)} `)).join('')}"`;

/** A token that never breaks at its hyphens, unless it is longer than a column could be. */
export const nb = (text: string): Html => (text.length > 26 ? h`${text}` : h`<span class="nb">${text}</span>`);
export const day = (time: string | null): Html => (time === null ? h`<span class="soft">-</span>` : nb(time.slice(0, 10)));
export const minute = (time: string | null): Html =>
  time === null ? h`<span class="soft">-</span>` : nb(time.slice(0, 16).replace('T', ' '));
/** A zero is printed, in second ink. */
export const figure = (value: number | null): Html => (value === null ? h`-` : value === 0 ? h`<span class="zero">0</span>` : h`${value}`);
/** "1 host", "2 hosts" */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
export const isAre = (n: number): string => (n === 1 ? 'is' : 'are');
export const joined = (some: readonly Content[], separator: string): Content[] =>
  some.flatMap((one, index) => (index ? [new Html(separator), one] : [one]));

/** Long lists: the first, and how many more. */
export const few = (some: readonly string[], most = 2): Html =>
  h`${joined(some.slice(0, most).map(nb), ', ')}${some.length > most ? h` and ${some.length - most} more` : null}`;
