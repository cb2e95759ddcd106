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

/** A text that a spreadsheet would take for a formula is kept a text by a leading apostrophe. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Incidents as a table for spreadsheets (RFC 4180). */
export const toCsv = (incidents: readonly IncidentSummary[]): string =>
  [columns.map(([name]) => name), ...incidents.map((incident) => columns.map(([, valueOf]) => cell(valueOf(incident))))]
    .map((row) => row.join(','))
    .join('\r\n') + '\r\n';
