import { csvFile } from '../../domain/text/csv-cell.ts';
import type { IncidentSummary } from '../../store/reads/incident-summary.ts';

const columns: readonly (readonly [string, (incident: IncidentSummary) => string | number | null])[] = [
  ['id', (incident) => incident.id],
  ['status', (incident) => incident.status],
  ['application', (incident) => incident.application],
  ['platform', (incident) => incident.platform],
  ['job', (incident) => incident.job.name],
  ['run', (incident) => incident.run.key],
  ['cause', (incident) => incident.cause],
  ['origin', (incident) => incident.origin],
  ['confidence', (incident) => incident.confidence],
  ['severity', (incident) => incident.severity],
  ['action', (incident) => incident.action],
  ['attempts', (incident) => incident.attempts],
  ['owner', (incident) => incident.owner],
  ['resolvedBy', (incident) => incident.resolvedBy],
  ['resolution', (incident) => incident.resolution],
  ['rootCause', (incident) => incident.rootCause],
  ['openedAt', (incident) => incident.openedAt],
  ['closedAt', (incident) => incident.closedAt],
];

/** Incidents as a table for spreadsheets (RFC 4180). */
export const toCsv = (incidents: readonly IncidentSummary[]): string =>
  csvFile([columns.map(([name]) => name), ...incidents.map((incident) => columns.map(([, valueOf]) => valueOf(incident)))]);
