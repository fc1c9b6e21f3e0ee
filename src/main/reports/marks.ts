import type { HostStatus } from '../../shared/domain/compliance/standing.ts';
import { h, Html } from './html.ts';

/** Shape first, the word beside it, colour last. Ten units high. */
const SHAPES: Readonly<Record<HostStatus, string>> = {
  compliant:
    '<circle cx="5" cy="5" r="4.6" fill="#0f5a4a"/><path d="M2.6 5.2 4.4 7 7.5 3.3" fill="none" stroke="#fff" stroke-width="1.3"/>',
  'in-window':
    '<circle cx="5" cy="5" r="4" fill="#fff" stroke="#124a78" stroke-width="1.3"/><path d="M5 2.6V5.2L6.8 6.4" fill="none" stroke="#124a78" stroke-width="1.1"/>',
  excepted:
    '<path d="M5 .6 9.4 5 5 9.4 .6 5Z" fill="#fff" stroke="#16202a" stroke-width="1.2"/><path d="M3.2 5h3.6" stroke="#16202a" stroke-width="1.2"/>',
  overdue: '<path d="M5 .5 9.8 9.3H.2Z" fill="#8f1d1d"/><path d="M5 3.6v2.8M5 7.2v1.1" stroke="#fff" stroke-width="1.2"/>',
  unsupported:
    '<rect x=".6" y=".6" width="8.8" height="8.8" fill="#16202a"/><path d="M3 3l4 4M7 3l-4 4" stroke="#fff" stroke-width="1.3"/>',
  unknown:
    '<rect x=".9" y=".9" width="8.2" height="8.2" fill="#fff" stroke="#16202a" stroke-width="1" stroke-dasharray="1.6 1.1"/><path d="M3.6 3.8a1.5 1.5 0 1 1 2 1.4c-.5.2-.6.5-.6 1M5 7.3v.9" fill="none" stroke="#16202a" stroke-width="1.1"/>',
};

export const STATUS_WORDS: Readonly<Record<HostStatus, string>> = {
  compliant: 'Compliant',
  'in-window': 'In window',
  excepted: 'Excepted',
  overdue: 'Overdue',
  unsupported: 'Unsupported',
  unknown: 'Unknown',
};

export const mark = (status: HostStatus): Html => new Html(`<svg class="m" viewBox="0 0 10 10" aria-hidden="true">${SHAPES[status]}</svg>`);
export const statusCell = (status: HostStatus): Html => h`<span class="st">${mark(status)}${STATUS_WORDS[status]}</span>`;

/** Points. */
const WIDTH = 510;

/** One mark a host; more hosts, smaller marks. `label` says the counts. */
export function hostMarks(statuses: readonly HostStatus[], label: string): Html {
  const inRow = statuses.length <= 72 ? 24 : statuses.length <= 160 ? 34 : 50;
  const pitch = WIDTH / inRow;
  const scale = (pitch * 0.85) / 10;
  const height = Math.max(1, Math.ceil(statuses.length / inRow)) * pitch;
  const marks = statuses.map((status, index) => {
    const [x, y] = [(index % inRow) * pitch, Math.floor(index / inRow) * pitch];
    return `<g transform="translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(3)})">${SHAPES[status]}</g>`;
  });
  return h`<svg class="chart" viewBox="0 0 ${WIDTH} ${height.toFixed(1)}" role="img" aria-label="${label}">${new Html(marks.join(''))}</svg>`;
}
