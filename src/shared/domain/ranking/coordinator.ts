import type { TechnicalImpact } from './bod-26-04.ts';

/**
 * CISA's coordinator table (CERT/CC SSVC, cisa_coordinator_2_0_3), offered beside BOD 26-04: what to do with a
 * vulnerability, by how it is exploited and how much depends on the host.
 */
type CisaLevel = 'track' | 'track*' | 'attend' | 'act';
export type Mission = 'low' | 'medium' | 'high';
type Exploitation = 'none' | 'poc' | 'active';

/** For each exploitation, automatable and technical impact: the level for low, medium and high. */
const LEVELS: readonly (readonly [Exploitation, 'no' | 'yes', TechnicalImpact, readonly [CisaLevel, CisaLevel, CisaLevel]])[] = [
  ['none', 'no', 'partial', ['track', 'track', 'track']],
  ['none', 'no', 'total', ['track', 'track', 'track*']],
  ['none', 'yes', 'partial', ['track', 'track', 'attend']],
  ['none', 'yes', 'total', ['track', 'track', 'attend']],
  ['poc', 'no', 'partial', ['track', 'track', 'track*']],
  ['poc', 'no', 'total', ['track', 'track*', 'attend']],
  ['poc', 'yes', 'partial', ['track', 'track', 'attend']],
  ['poc', 'yes', 'total', ['track', 'track*', 'attend']],
  ['active', 'no', 'partial', ['track', 'track', 'attend']],
  ['active', 'no', 'total', ['track', 'attend', 'act']],
  ['active', 'yes', 'partial', ['attend', 'attend', 'act']],
  ['active', 'yes', 'total', ['attend', 'act', 'act']],
];
const MISSIONS: readonly Mission[] = ['low', 'medium', 'high'];

export function cisaLevel(exploitation: Exploitation, automatable: boolean, impact: TechnicalImpact, mission: Mission): CisaLevel {
  const found = LEVELS.find(([how, auto, harm]) => how === exploitation && (auto === 'yes') === automatable && harm === impact);
  const level = found?.[3][MISSIONS.indexOf(mission)];
  if (!level) throw new Error('the coordinator table has a row for every answer');
  return level;
}
