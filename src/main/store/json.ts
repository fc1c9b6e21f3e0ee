import type { z } from 'zod';
import { damaged } from './errors.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

const sorted = (value: unknown): Json => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value as Json;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Object.fromEntries defines, so that a key "__proto__" stays a key like any other.
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
};

/** JSON with the keys of every object in order of code units, so that equal values are equal text. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value));

/** Reads what this store wrote itself: text that is no JSON means a damaged file. */
export function fromJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw damaged('a stored value is not JSON', error);
  }
}

export const fromJsonOrNull = <T>(text: string | null): T | null => (text === null ? null : fromJson<T>(text));
export const toJsonOrNull = (value: unknown): string | null => (value === null || value === undefined ? null : canonical(value));

/** As fromJson, and checked against its schema. For small values; see decision 0001. */
export function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw damaged(result.error.message, result.error);
  return result.data;
}
