/**
 * The metrics of each CVSS version and the values that each may take, as the specifications of FIRST list them
 * (CVSS v2 guide 2.4; v3.0 and v3.1 specification table 15; v4.0 specification table 23). Base metrics are required.
 */
export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';

type Values = Readonly<Record<string, string>>;
const V3_BASE: Values = { AV: 'N A L P', AC: 'L H', PR: 'N L H', UI: 'N R', S: 'U C', C: 'N L H', I: 'N L H', A: 'N L H' };
const V4_BASE: Values = {
  AV: 'N A L P',
  AC: 'L H',
  AT: 'N P',
  PR: 'N L H',
  UI: 'N P A',
  VC: 'H L N',
  VI: 'H L N',
  VA: 'H L N',
  SC: 'H L N',
  SI: 'H L N',
  SA: 'H L N',
};

/** "Modified" metrics take what their base metric takes, or X: as it is. */
const modified = (base: Values): Values => Object.fromEntries(Object.entries(base).map(([name, values]) => [`M${name}`, `X ${values}`]));

const V3: { base: Values; optional: Values } = {
  base: V3_BASE,
  optional: {
    E: 'X U P F H',
    RL: 'X O T W U',
    RC: 'X U R C',
    CR: 'X L M H',
    IR: 'X L M H',
    AR: 'X L M H',
    ...modified(V3_BASE),
  },
};

export const METRICS: Readonly<Record<CvssVersion, { base: Values; optional: Values }>> = {
  '2.0': {
    base: { AV: 'L A N', AC: 'H M L', Au: 'M S N', C: 'N P C', I: 'N P C', A: 'N P C' },
    optional: {
      E: 'U POC F H ND',
      RL: 'OF TF W U ND',
      RC: 'UC UR C ND',
      CDP: 'N L LM MH H ND',
      TD: 'N L M H ND',
      CR: 'L M H ND',
      IR: 'L M H ND',
      AR: 'L M H ND',
    },
  },
  '3.0': V3,
  '3.1': V3,
  '4.0': {
    base: V4_BASE,
    optional: {
      E: 'X A P U',
      CR: 'X H M L',
      IR: 'X H M L',
      AR: 'X H M L',
      ...modified(V4_BASE),
      MSI: 'X S H L N',
      MSA: 'X S H L N',
      S: 'X N P',
      AU: 'X N Y',
      R: 'X A U I',
      V: 'X D C',
      RE: 'X L M H',
      U: 'X Clear Green Amber Red',
    },
  },
};
