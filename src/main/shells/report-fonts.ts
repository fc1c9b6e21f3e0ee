import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../resources.ts';
import type { Press } from '../services/reports/make.ts';

/** Which characters each file is for, as its package says. */
const LATIN =
  'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD';
const LATIN_EXT =
  'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C4,U+2113,U+2C60-2C7F,U+A720-A7FF';

const face = (family: string, file: string, weight: number, range: string) => ({
  family,
  weight,
  range,
  data: readFileSync(join(projectFolder, 'resources', 'report', 'fonts', file)).toString('base64'),
});

/** Read when a report is made, and not before. */
export const reportFonts: Press['fonts'] = () => ({
  faces: [
    ...[400, 600, 700].flatMap((weight) => [
      face('Source Sans 3', `source-sans-3-latin-${weight}-normal.woff2`, weight, LATIN),
      face('Source Sans 3', `source-sans-3-latin-ext-${weight}-normal.woff2`, weight, LATIN_EXT),
    ]),
    face('Source Code Pro', 'source-code-pro-latin-400-normal.woff2', 400, LATIN),
  ],
});
