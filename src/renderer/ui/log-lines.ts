import { cleanLines } from '../../shared/domain/text.ts';

export interface LogLine {
  /** The time in front of the line, where there is one. */
  readonly time: string | null;
  readonly text: string;
  /** Coloured only where we judged: apt's and dpkg's own prefixes, and Patchbay's own lines. */
  readonly tone: 'plain' | 'own' | 'warn' | 'bad';
}

const timed = /^(?:\d{4}-\d{2}-\d{2}T)?(\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})? (.*)$/s;

function toneOf(text: string): LogLine['tone'] {
  if (/^(E:|Err:|dpkg: error|patchbay: error)/.test(text)) return 'bad';
  if (/^(W:|dpkg: warning|patchbay: warning)/.test(text)) return 'warn';
  if (/^(\$ |\+ |patchbay:|exit \d+$)/.test(text)) return 'own';
  return 'plain';
}

/** The host's own words, line by line, with nothing in them that a terminal would act on. */
export function logLines(text: string): readonly LogLine[] {
  const lines = cleanLines(text).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const parts = timed.exec(line);
    const words = parts?.[2] ?? line;
    return { time: parts?.[1] ?? null, text: words, tone: toneOf(words) };
  });
}
