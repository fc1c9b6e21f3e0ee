import { z } from 'zod';
import { Problem } from '../domain/problem.ts';

const Text = z.string().max(4000);

const Proxy = z.url({ protocol: /^https?$/ }).max(2000);
/** One that is kept: settings are no place for a password, and the audit shows them. */
export const KeptProxy = Proxy.refine((url) => /^https?:\/\/[^/\\?#@]+\/?$/i.test(url), {
  error: 'http://HOST:PORT is wanted; a name and password are not kept here: give them in HTTPS_PROXY of the environment',
});
export const CaFile = z.string().min(1).max(4096);

export const FetchFeedsInput = z.object({
  folder: z.string().min(1).max(4096),
  /** Ids of feeds; none named, all are fetched. */
  only: z.array(z.string().max(64)).max(50).default([]),
  /** Of vendors' feeds only what these need ("debian:12"); none named, everything. */
  releases: z.array(z.string().max(64)).max(200).default([]),
  /** http://HOST:PORT; null: HTTPS_PROXY of the environment, if there is one. */
  proxy: Proxy.nullable().default(null),
  /** A PEM file of certificates to trust beside those of the system. */
  ca: CaFile.nullable().default(null),
});
export type FetchFeedsInput = z.output<typeof FetchFeedsInput>;

export const FetchedFile = z.object({
  feed: Text,
  title: Text,
  file: Text,
  state: z.enum(['fetched', 'unchanged', 'failed']),
  bytes: z.int(),
  version: Text.nullable(),
  problem: Problem.nullable(),
});
export type FetchedFile = z.infer<typeof FetchedFile>;
