import type { Action, Cause, Origin, Severity } from '../../domain/incidents/vocabulary.ts';
import type { KnowledgeEntry, KnowledgeState, Provenance } from '../../domain/knowledge/types.ts';
import { iso, isoOrNull } from '../values.ts';

/** A row of `knowledge_entry`, as far as entries show it. */
export interface EntryRow {
  id: string;
  title: string;
  symptom: string;
  explanation: string;
  solution: string;
  collection: string;
  category: string | null;
  tags: string[];
  patterns: string[];
  cause: Cause | null;
  origin: Origin | null;
  action: Action | null;
  severity: Severity | null;
  service: string | null;
  confidence: number;
  state: KnowledgeState;
  provenance: Provenance;
  author: string;
  edited_by: string | null;
  parent_id: string | null;
  source_incident_id: string | null;
  fingerprint: string | null;
  uses: number;
  successes: number;
  failures: number;
  resolution_seconds: number | null;
  last_used_at: string | null;
  version: number;
  created_at: string;
  updated_at: string;
}

/** The columns of `EntryRow`, of the table that goes by `e`. */
export const entryColumns = `e.id, e.title, e.symptom, e.explanation, e.solution, e.collection, e.category, e.tags, e.patterns, e.cause, e.origin, e.action,
  e.severity, e.service, e.confidence, e.state, e.provenance, e.author, e.edited_by, e.parent_id, e.source_incident_id, e.fingerprint, e.uses, e.successes,
  e.failures, e.resolution_seconds, e.last_used_at, e.version, e.created_at, e.updated_at`;

/** Single precision turns 0.87 into 0.8700000047; four digits are more than a confidence means. */
export const share = (value: number): number => Math.round(Number(value) * 10_000) / 10_000;

export const toEntry = (row: EntryRow): KnowledgeEntry => ({
  id: row.id,
  title: row.title,
  symptom: row.symptom,
  explanation: row.explanation,
  solution: row.solution,
  collection: row.collection,
  category: row.category,
  tags: row.tags,
  patterns: row.patterns,
  cause: row.cause,
  origin: row.origin,
  action: row.action,
  severity: row.severity,
  service: row.service,
  confidence: share(row.confidence),
  state: row.state,
  provenance: row.provenance,
  author: row.author,
  editedBy: row.edited_by,
  parentId: row.parent_id,
  sourceIncidentId: row.source_incident_id,
  fingerprint: row.fingerprint,
  uses: row.uses,
  successes: row.successes,
  failures: row.failures,
  resolutionSeconds: row.resolution_seconds === null ? null : Number(row.resolution_seconds),
  lastUsedAt: isoOrNull(row.last_used_at),
  version: row.version,
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
});
