import type { Block, Label, Mark, Rule, Scene, Tone } from '../../shared/plots/scene.ts';
import { h, Html, put } from './html.ts';

/** The window's plots on paper: the same marks, in ink. Hatching is drawn as lines, since patterns may be turned into bitmaps. */
/** Light in a dark frame, so that grey paper tells it from what is solid. */
const LIGHT: Readonly<Partial<Record<Tone, string>>> = { ok: '#a9d3c8' };
const INK: Readonly<Record<Tone, string>> = {
  ok: '#0f5a4a',
  warn: '#4f86b5',
  bad: '#8f1d1d',
  unknown: '#16202a',
  idle: '#124a78',
  live: '#124a78',
};
const TEXT: Readonly<Record<Label['ink'], string>> = { text: '#16202a', 'text-2': '#46535f', 'text-3': '#46535f' };
const LINE: Readonly<Record<Rule['look'], string>> = {
  grid: 'stroke="#dfe4e8"',
  axis: 'stroke="#16202a"',
  now: 'stroke="#46535f" stroke-dasharray="4 2"',
};

const n = (value: number): string => String(Math.round(value * 100) / 100);

/** `points`: how wide it stands on the page. Scenes are laid out in pixels of 0.75 points. */
export const drawn = (scene: Scene, points: number): Html =>
  h`<svg class="chart" style="width:${points}pt" viewBox="0 0 ${scene.width} ${scene.height}" role="img" aria-label="${scene.label}">${new Html(scene.marks.map(shape).join(''))}</svg>`;

function shape(mark: Mark): string {
  if (mark.kind === 'rule')
    return `<path d="M${n(mark.x1)} ${n(mark.y1)}L${n(mark.x2)} ${n(mark.y2)}" ${LINE[mark.look]} stroke-width=".8" fill="none"/>`;
  return mark.kind === 'label' ? label(mark) : block(mark);
}

const label = ({ x, y, anchor, ink, strong, text }: Label): string =>
  `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}" fill="${TEXT[ink]}"${strong ? ' class="b"' : ''}>${put(text)}</text>`;

function block({ x, y, width, height, fill, tone }: Block): string {
  const ink = INK[tone];
  const inset = Math.min(0.4, width / 2, height / 2);
  const place = `x="${n(x + inset)}" y="${n(y + inset)}" width="${n(width - 2 * inset)}" height="${n(height - 2 * inset)}"`;
  if (fill === 'solid' && LIGHT[tone]) return `<rect ${place} fill="${LIGHT[tone]}" stroke="${ink}" stroke-width=".8"/>`;
  if (fill === 'solid') return `<rect ${place} fill="${ink}"/>`;
  if (fill === 'framed') return `<rect ${place} fill="${ink}" stroke="#16202a" stroke-width=".8"/>`;
  const dash = fill === 'dashed' ? ' stroke-dasharray="2 1.4"' : '';
  const frame = `<rect ${place} fill="${fill === 'outline' ? '#cfe0ee' : '#fff'}" stroke="${ink}" stroke-width=".8"${dash}/>`;
  return fill === 'hatch' ? `${frame}<path d="${hatching(x, y, width, height)}" stroke="${ink}" stroke-width=".7" fill="none"/>` : frame;
}

/** Lines at 45 degrees through a box, each cut at its edges. */
function hatching(x: number, y: number, width: number, height: number): string {
  const lines: string[] = [];
  for (let at = 4; at < width + height; at += 4) {
    const [x1, y1] = at <= width ? [x + at, y] : [x + width, y + at - width];
    const [x2, y2] = at <= height ? [x, y + at] : [x + at - height, y + height];
    lines.push(`M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`);
  }
  return lines.join('');
}
