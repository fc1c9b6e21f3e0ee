import type { Package } from '../../../shared/domain/facts.ts';
import { systemPackage, updatePackage } from '../../../shared/domain/matching/windows/list.ts';
import type { WindowsSystem } from '../../../shared/domain/matching/windows/product.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Notes } from '../scan-notes.ts';
import type { ScanForm } from './scan-form.ts';

/** The system itself first, then its updates, then programs: the names by which MSRC and people know them. */
export function readPackages(form: ScanForm, system: WindowsSystem, notes: Notes): Package[] {
  const base = { origin: null, held: false, healthy: true } as const;
  const own = system.products.length > 0 ? [{ ...systemPackage(system), ...base, arch: 'win-all' }] : [];
  const updates = updatesIn(form).map((number) => ({ ...updatePackage(number), ...base, arch: 'win-all' }));
  const programs = form.programs.flatMap(({ name, version, publisher, bits }) => {
    const called = cleanText(name, 256);
    if (called === '') return [];
    const number = cleanText(version, 128);
    const source = cleanText(publisher, 256) || 'publisher not said';
    return [{ ...base, name: called, version: number, arch: bits === 64 ? 'win-x64' : 'win-x86', source, sourceVersion: number }];
  });
  const all = new Map([...own, ...updates, ...programs].map((one) => [`${one.name}\n${one.arch}\n${one.version}`, one]));
  return notes.cap('packages', [...all.values()], 50_000);
}

const SUCCEEDED: readonly number[] = [2, 3];
const INSTALL = 1;

/**
 * Numbers of the updates that are installed, sorted: those that Windows lists, those that its servicing holds, and those
 * whose last entry in the history of Windows Update is an installation that succeeded (OperationResultCode, UpdateOperation).
 */
function updatesIn({ listed, servicing, history }: ScanForm): string[] {
  const held = [...listed, ...servicing].flatMap((text) => numberOf(text) ?? []);
  const last = new Map<string, { readonly at: string; readonly operation: number }>();
  for (const { kb, at, operation, result } of history) {
    const number = numberOf(kb);
    if (!number || at === null || !SUCCEEDED.includes(result)) continue;
    if (at > (last.get(number)?.at ?? '')) last.set(number, { at, operation });
  }
  const installed = [...last].filter(([, one]) => one.operation === INSTALL).map(([number]) => number);
  return [...new Set([...held, ...installed])].sort();
}

const numberOf = (text: string): string | null => /KB(\d{6,8})(?!\d)/i.exec(text)?.[1] ?? null;
