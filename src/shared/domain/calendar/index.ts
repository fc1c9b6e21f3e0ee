export { Freeze, Recurrence, TimeOfDay, Window, Zone } from './calendar.ts';
export { Days, Weekday } from './days.ts';
export { expectedMinutes, fits } from './fits.ts';
export { missedSince, nextOf } from './occurrences.ts';
export { nextFit, openSpans, windowAt } from './windows.ts';
export type { Span, WindowState } from './windows.ts';
export { freezeSentence, lengthSentence, recurrenceSentence, windowSentence } from './sentences.ts';
export { readFreeze, readRecurrence, readWindow, wordsOf } from './words.ts';
