import { z } from 'zod';

/**
 * A bundle of feeds: three lines of text (what it is; a header as JSON; the header's Ed25519 signature, RFC 8032, in base64),
 * then the bytes of all files one after the other. The header says how long each is and its SHA-256, so that the signature is over all.
 */
export const MAGIC = 'patchbay feeds 1';
export const MAX_HEADER = 1024 ** 2;

export const BundleFile = z.object({
  feed: z.string().max(64),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,200}$/),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The day that it is of, where the file itself does not say. */
  day: z.iso.date().nullable(),
  etag: z.string().max(1000).nullable(),
  lastModified: z.string().max(200).nullable(),
});
export type BundleFile = z.infer<typeof BundleFile>;

export const BundleHeader = z.object({
  createdAt: z.iso.datetime(),
  /** SubjectPublicKeyInfo (RFC 8410), base64. */
  key: z.string().max(200),
  files: z.array(BundleFile).min(1).max(2000),
});
export type BundleHeader = z.infer<typeof BundleHeader>;
