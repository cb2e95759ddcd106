/** The names under which answers are kept, so that live changes can renew exactly what they touch. */
export const queryKeys = {
  session: ['session'],
  health: ['health'],
  automation: ['automation'],
  overview: ['overview'],
  proposals: ['proposals'],
  proposal: (incidentId: string) => ['proposals', incidentId],
  incidents: ['incidents'],
  incidentList: (filters: object) => ['incidents', 'list', filters],
  incident: (incidentId: string) => ['incident', incidentId],
  record: (incidentId: string) => ['incident', incidentId, 'record'],
  outbox: ['outbox'],
  jobs: ['jobs'],
  platforms: ['platforms'],
  policies: ['policies'],
  keys: ['api-keys'],
} as const;
