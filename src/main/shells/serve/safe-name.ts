const LONGEST = 120;
/** Names that Windows takes for devices, with any extension (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A name for a file that the page hands out: no path, nothing hidden, no character that a system refuses or that changes how it reads. */
export function safeName(suggested: string): string {
  const last = suggested.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/[<>:"|?*%]/g, '-')
    .replace(/^[.\s-]+|[.\s]+$/g, '');
  const extension = /\.[\w-]{1,10}$/.exec(clean)?.[0] ?? '';
  const stem = clean.slice(0, clean.length - extension.length).slice(0, LONGEST - extension.length);
  const name = stem === '' ? `patchbay${extension}` : `${stem}${extension}`;
  return DEVICE.test(name) ? `patchbay-${name}` : name;
}

/** The first of "name.csv", "name (2).csv", "name (3).csv" ... that is not taken: nothing is overwritten. */
export function* freeNames(name: string): Generator<string, never> {
  yield name;
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let n = 2; ; n++) yield `${stem} (${n})${extension}`;
}
