import type { Severity } from '../../incidents/vocabulary.ts';

/** A trouble that people solved before Nightshift was there, from their own history. */
export interface PastIncident {
  /** ISO 8601 in UTC. */
  readonly occurredAt: string;
  /** The time as the history writes it. */
  readonly timestamp: string;
  readonly title: string;
  readonly description: string;
  readonly service: string;
  readonly severity: Severity;
  readonly resolutionSeconds: number | null;
  readonly solution: string;
  readonly tags: readonly string[];
  /** Whether the solution helped. */
  readonly success: boolean;
}

/** A past incident that is kept. */
export interface StoredPastIncident extends PastIncident {
  readonly id: string;
  readonly category: string | null;
  /** The knowledge entry that it went into. */
  readonly entryId: string | null;
}

/** What a past incident looked like: what searches and comparisons read. */
export const symptomOf = ({ title, description }: Pick<PastIncident, 'title' | 'description'>): string =>
  description === '' || description === title ? title : `${title}\n${description}`;
