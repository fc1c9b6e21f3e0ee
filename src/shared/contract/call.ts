import type { z } from 'zod';

/** One call of the contract: what goes in, what comes out. */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
