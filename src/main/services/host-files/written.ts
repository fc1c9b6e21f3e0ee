/** A file of hosts, and by host what this kind of file cannot say. */
export interface Written {
  readonly text: string;
  readonly notes: readonly string[];
}

/** A name that nobody has yet: "web", "web-2", "web-3". */
export function unusedName(wanted: string, used: Set<string>): string {
  let name = wanted;
  for (let n = 2; used.has(name); n += 1) name = `${wanted}-${n}`;
  used.add(name);
  return name;
}
