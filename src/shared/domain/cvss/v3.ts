import type { Metrics } from './cvss.ts';

/** CVSS v3.1 specification 7.4: weights of the metric values; v3.0 has the same. */
const W: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { N: 0.85, L: 0.62, H: 0.27 },
  'PR changed': { N: 0.85, L: 0.68, H: 0.5 },
  UI: { N: 0.85, R: 0.62 },
  impact: { H: 0.56, L: 0.22, N: 0 },
  requirement: { H: 1.5, M: 1, L: 0.5 },
  E: { H: 1, F: 0.97, P: 0.94, U: 0.91 },
  RL: { U: 1, W: 0.97, T: 0.96, O: 0.95 },
  RC: { C: 1, R: 0.96, U: 0.92 },
};
const weight = (table: string, value: string | undefined): number => W[table]?.[value ?? 'X'] ?? 1;

/** v3.1 appendix A, which v3.0 meant as well: up to one decimal, free of what binary fractions add. */
function roundUp(score: number): number {
  const whole = Math.round(score * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

/** CVSS v3.1 specification 7.1 to 7.3, and the one difference of v3.0: its modified impact with changed scope. */
export function scoreV3(m: Metrics, version: '3.0' | '3.1'): { base: number; temporal: number; environmental: number } {
  const later = weight('E', m['E']) * weight('RL', m['RL']) * weight('RC', m['RC']);
  const base = combine(m, impactOf(m, version, false), 1);
  const inPlace: Metrics = Object.fromEntries(Object.entries(m).map(([name, value]) => [name, given(m[`M${name}`]) ?? value]));
  return { base, temporal: roundUp(base * later), environmental: combine(inPlace, impactOf(inPlace, version, true), later) };
}

const given = (value: string | undefined): string | undefined => (value === 'X' ? undefined : value);

function impactOf(m: Metrics, version: '3.0' | '3.1', modified: boolean): number {
  const part = (impact: string, requirement: string): number =>
    1 - weight('impact', m[impact]) * (modified ? weight('requirement', m[requirement]) : 1);
  const all = 1 - part('C', 'CR') * part('I', 'IR') * part('A', 'AR');
  const subscore = modified ? Math.min(all, 0.915) : all;
  if (m['S'] === 'U') return 6.42 * subscore;
  const [factor, power] = modified && version === '3.1' ? [0.9731, 13] : [1, 15];
  return 7.52 * (subscore - 0.029) - 3.25 * (subscore * factor - 0.02) ** power;
}

function combine(m: Metrics, impact: number, later: number): number {
  if (impact <= 0) return 0;
  const changed = m['S'] === 'C';
  const exploitability =
    8.22 * weight('AV', m['AV']) * weight('AC', m['AC']) * weight(changed ? 'PR changed' : 'PR', m['PR']) * weight('UI', m['UI']);
  return roundUp(roundUp(Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10)) * later);
}
