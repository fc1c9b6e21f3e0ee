import { cleanText } from '../domain/text.ts';

/** Of every label: the smallest size of the visual language, in pixels. */
export const TEXT = 11;
export const LINE = 16;

const NARROW = /[ .,:;'|!ijl()[\]{}ft]/;
const WIDE = /[mwMW@%&]/;
const UPPER = /[A-Z]/;

/** In parts of the font's size; rather too much than too little, because nothing is measured. */
function advance(char: string): number {
  if (char > '\u024f') return 1.1;
  if (NARROW.test(char)) return 0.4;
  if (WIDE.test(char)) return 1;
  return UPPER.test(char) ? 0.76 : 0.65;
}

/** At most so many pixels wide, in a sans-serif like Inter at 11 px and weight 600. */
export const textWidth = (text: string): number => [...text].reduce((sum, char) => sum + advance(char), 0) * TEXT;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One clean line that fits, cut between characters as a reader knows them; with an ellipsis where something is missing. */
export function fitText(text: string, width: number): string {
  const clean = cleanText(text, 400);
  if (textWidth(clean) <= width) return clean;
  let kept = '';
  for (const { segment } of graphemes.segment(clean)) {
    if (textWidth(`${kept}${segment}…`) > width) break;
    kept += segment;
  }
  return kept === '' ? '' : `${kept}…`;
}
