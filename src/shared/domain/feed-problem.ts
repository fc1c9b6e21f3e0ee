import { z } from 'zod';
import type { Explanation } from './problem.ts';

const Text = z.string().max(4000);

/** What can be wrong with a bundle of feeds. Part of the union in problem.ts. */
export const feedProblems = [
  z.object({
    kind: z.literal('bundle-refused'),
    path: Text,
    reason: z.enum(['no-bundle', 'altered', 'unknown-key', 'other-key', 'newer', 'older']),
    /** Of the key that signed it, where there is one. */
    fingerprint: Text.nullable(),
    detail: Text,
  }),
] as const;
export type FeedProblem = z.infer<(typeof feedProblems)[number]>;

const WORDS: Readonly<Record<FeedProblem['reason'], readonly [title: string, next: string]>> = {
  'no-bundle': ['it is no bundle of feeds', 'Choose the file that "feeds export" wrote.'],
  altered: ['it was altered or is damaged', 'Copy it again. If it repeats, export it again, and find out who had it in between.'],
  'unknown-key': [
    'its key is not known here',
    'Compare the fingerprint with the one that the exporting computer showed. If all characters are the same, import it again and trust that key.',
  ],
  'other-key': [
    'it was signed by another key than those that are trusted',
    'Find out whether another computer exported it. If so, compare the fingerprint there, import it again and trust that key as well.',
  ],
  newer: ['a newer Patchbay wrote it', 'Update Patchbay here, or export with this version.'],
  older: ['all that it has is older than what is here', 'Nothing to do, or export a newer one.'],
};

export function explainFeedProblem({ path, reason, fingerprint, detail }: FeedProblem): Explanation {
  const [title, next] = WORDS[reason];
  const lines = [...(fingerprint === null ? [] : [`key ${fingerprint}`]), ...(detail === '' ? [] : [detail])];
  return {
    title: `Bundle of feeds refused: ${title}`,
    did: 'Nothing of it was used. What is here stays in use, with its date.',
    next,
    remedy: 'none',
    tone: reason === 'unknown-key' || reason === 'older' ? 'warn' : 'bad',
    detail: [path, ...lines],
  };
}
