/** The filters of the incident list, as the address and the API know them. */
export interface IncidentFilters {
  readonly status?: string | undefined;
  readonly cause?: string | undefined;
  readonly severity?: string | undefined;
  readonly application?: string | undefined;
  readonly platform?: string | undefined;
  readonly job?: string | undefined;
  readonly action?: string | undefined;
  readonly resolvedBy?: 'automation' | 'human' | undefined;
  readonly q?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly cursor?: string | undefined;
}
