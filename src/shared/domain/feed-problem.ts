import { z } from 'zod';
import { say, type Explanation } from './explanation.ts';
import { assertNever } from './result.ts';

const Text = z.string().max(4000);

/** What can be wrong with vendors' data and with bundles of it. Part of the union in problem.ts. */
export const feedProblems = [
  z.object({ kind: z.literal('feed-unreadable'), feed: Text, file: Text, place: Text, detail: Text }),
  z.object({
    kind: z.literal('feed-unreachable'),
    feed: Text,
    url: Text,
    reason: z.enum(['no-name', 'refused', 'timeout', 'cut', 'certificate', 'status', 'redirect', 'not-https', 'too-large', 'other']),
    detail: Text,
  }),
  z.object({
    kind: z.literal('bundle-refused'),
    path: Text,
    reason: z.enum(['no-bundle', 'altered', 'unknown-key', 'other-key', 'newer', 'older']),
    /** Of the key that signed it, where there is one. */
    fingerprint: Text.nullable(),
    detail: Text,
  }),
  z.object({ kind: z.literal('nothing-to-export'), what: z.enum(['feeds', 'vex']), why: z.array(Text).max(200) }),
] as const;
export type FeedProblem = z.infer<(typeof feedProblems)[number]>;

type Refused = Extract<FeedProblem, { kind: 'bundle-refused' }>;

const WORDS: Readonly<Record<Refused['reason'], readonly [title: string, next: string]>> = {
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

const NOTHING = {
  feeds: ['No vendor data is here to export', 'Fetch it first: "patchbay feeds update", or Update on the page Feeds.'],
  vex: [
    'No exception that OpenVEX can say',
    'Record one for a finding first. One that has expired, or names a package of which no host has a finding, makes no statement.',
  ],
} as const;

/** What kept a vendor's file from coming, and what to do. */
const UNFETCHED = {
  'no-name': ['the name is not found', 'Check DNS, or name your proxy (--proxy).'],
  refused: ['connection refused', 'Check the firewall, or name your proxy (--proxy).'],
  timeout: ['no answer in time', 'Try again later. What has come so far is kept and continued.'],
  cut: ['the connection was cut', 'Try again: what has come so far is kept and continued.'],
  certificate: [
    'its certificate is not valid',
    "Check this computer's clock. Behind a proxy that opens connections, name its certificate (--ca).",
  ],
  status: ['the vendor answers with an error', 'Try again later; if it repeats, the vendor may have moved the file.'],
  redirect: ['redirected too often', 'Try again later; if it repeats, the vendor may have moved the file.'],
  'not-https': ['it leads to an address without https', 'Nothing is fetched without encryption. The vendor may have moved the file.'],
  'too-large': ['it is far larger than it can be', 'Nothing of it was used. Report it if it repeats.'],
  other: ['the connection failed', 'See the details, then try again.'],
} as const;

export function explainFeedProblem(problem: FeedProblem): Explanation {
  switch (problem.kind) {
    case 'feed-unreachable':
      return say(
        `${problem.feed} was not fetched: ${UNFETCHED[problem.reason][0]}`,
        'What an older edition says stays in use, with its date. Nothing about any host was sent.',
        UNFETCHED[problem.reason][1],
        'retry',
        'unknown',
        [problem.url, problem.detail],
      );
    case 'feed-unreadable':
      return say(
        `${problem.feed} cannot be read: ${problem.detail}`,
        'Nothing of this file was used. What an older edition says stays in use, with its date.',
        `Fetch ${problem.file} again. If it repeats, the vendor has changed its form: report it with the place below.`,
        'retry',
        'unknown',
        [`${problem.file}: ${problem.place}`],
      );
    case 'bundle-refused':
      return refused(problem);
    case 'nothing-to-export':
      return say(NOTHING[problem.what][0], 'No file was written.', NOTHING[problem.what][1], 'none', 'warn', problem.why);
    default:
      return assertNever(problem);
  }
}

function refused({ path, reason, fingerprint, detail }: Refused): Explanation {
  const [title, next] = WORDS[reason];
  const lines = [...(fingerprint === null ? [] : [`key ${fingerprint}`]), ...(detail === '' ? [] : [detail])];
  const tone = reason === 'unknown-key' || reason === 'older' ? 'warn' : 'bad';
  return say(`Bundle of feeds refused: ${title}`, 'Nothing of it was used. What is here stays in use, with its date.', next, 'none', tone, [
    path,
    ...lines,
  ]);
}
