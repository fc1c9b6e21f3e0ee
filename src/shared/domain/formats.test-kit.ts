/** The formats that the schemas of CycloneDX and OpenVEX name; ajv has none of its own. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:\S+$/i;
export const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-][0-2]\d:[0-5]\d)$/,
  uri: ADDRESS,
  iri: ADDRESS,
  'iri-reference': /^\S*$/,
  email: /^\S+@\S+$/,
  'idn-email': /^\S+@\S+$/,
  regex: /^/,
};
