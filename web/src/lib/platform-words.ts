import type { Platform } from './contract.ts';
import { count, type Tone } from './words.ts';

/** How a platform is, as one tone and a few words; `since` tells for how long where that is known. */
export interface PlatformState {
  readonly tone: Tone;
  readonly words: string;
  readonly since: string | null;
}

/** The worst first: a search that fails, then what the last check found. */
export function platformState({ sweepError, sweepErrorSince, findings, sweptAt, checkedAt }: Platform): PlatformState {
  const errors = findings.filter(({ level }) => level === 'error').length;
  if (sweepError !== null) return { tone: 'failed', words: 'Search fails', since: sweepErrorSince };
  if (errors > 0) return { tone: 'failed', words: `${count(errors, 'problem')} to put right`, since: null };
  if (findings.length > 0) return { tone: 'degraded', words: `Works, with ${count(findings.length, 'warning')}`, since: null };
  if (sweptAt === null && checkedAt === null) return { tone: 'quiet', words: 'Not looked at yet', since: null };
  return { tone: 'resolved', words: 'Works', since: null };
}

const urgency: readonly Tone[] = ['failed', 'degraded', 'quiet', 'resolved'];

/** Those that need somebody first, else by name. */
export const byUrgency = (left: Platform, right: Platform): number =>
  urgency.indexOf(platformState(left).tone) - urgency.indexOf(platformState(right).tone) || left.id.localeCompare(right.id);

/** All platforms in one sentence. */
export function platformsSummary(platforms: readonly Platform[]): string {
  const tones = platforms.map((platform) => platformState(platform).tone);
  const failed = tones.filter((tone) => tone === 'failed').length;
  const degraded = tones.filter((tone) => tone === 'degraded').length;
  const parts = [
    ...(failed === 0 ? [] : [`${failed} ${failed === 1 ? 'needs' : 'need'} somebody`]),
    ...(degraded === 0 ? [] : [`${degraded} with warnings`]),
  ];
  return `${count(platforms.length, 'platform')}: ${parts.length === 0 ? 'nothing to put right' : parts.join(', ')}.`;
}

const abilityWords: Readonly<Record<string, string>> = {
  listsRuns: 'finds failed runs',
  readsRuns: 'reads runs',
  submits: 'starts runs',
  cancels: 'cancels runs',
};

const enumerate = new Intl.ListFormat('en', { type: 'conjunction' });

/** What Nightshift can do on the platform, and what a rerun there does again; null where it can do nothing. */
export function abilitiesOf({ capabilities }: Platform): string | null {
  const can = Object.entries(abilityWords).flatMap(([name, words]) => (capabilities[name] === true ? [words] : []));
  const changes = Array.isArray(capabilities['changes']) ? capabilities['changes'].map(String) : [];
  const all = [
    ...can,
    ...(capabilities['submits'] === true && capabilities['reruns'] === 'failed-tasks' ? ['reruns failed tasks only'] : []),
    ...(capabilities['submits'] === true && changes.length > 0 ? [`changes ${changes.join(' and ')}`] : []),
  ];
  return all.length === 0 ? null : enumerate.format(all);
}
