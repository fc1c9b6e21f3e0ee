import { readResource } from '../resources.ts';

const cache = new Map<string, string>();

/**
 * The text of a script that runs on hosts, by its name below resources/host-scripts ("posix/scan.sh").
 * They are real files so that they can be read and linted. Read once, kept for the life of the program.
 */
export function hostScript(name: string): string {
  const text = cache.get(name) ?? readResource(`host-scripts/${name}`);
  cache.set(name, text);
  return text;
}
