import type { Policy } from './types.ts';

const minute = 60_000;
const hour = 60 * minute;

/** What holds where nobody set anything else. `settings` come from the configuration. */
export const defaultPolicy = (settings: {
  readonly maxResubmissionsPerRun: number;
  readonly maxActionsPerIncident: number;
  readonly onCall: readonly string[];
  readonly approvers: readonly string[];
}): Policy => ({
  escalateBelow: 0.6,
  actFrom: 0.85,
  actions: {},
  maxResubmissionsPerRun: settings.maxResubmissionsPerRun,
  maxActionsPerIncident: settings.maxActionsPerIncident,
  maxAutomaticSubmissionsPerHour: 10,
  breaker: { failures: 5, windowMs: hour, probeAfterMs: 30 * minute },
  backOff: { firstMs: 30_000, factor: 2, maxMs: 15 * minute },
  approval: { reminderAfterMs: 10 * minute, rerouteAfterMs: 30 * minute, expireAfterMs: 2 * hour },
  escalation: { reminderEveryMs: 4 * hour, deadlineMs: 24 * hour },
  emailedDeadlineMs: 3 * 24 * hour,
  freezeWindows: [],
  shadow: false,
  mailOnRetry: false,
  approvers: settings.approvers.length > 0 ? settings.approvers : settings.onCall,
  rerouteTo: settings.onCall,
  onCall: settings.onCall,
});

/** A policy as stored for a tenant, application or job: only what it changes. */
type Group = 'breaker' | 'backOff' | 'approval' | 'escalation';
export type PolicyOverlay = Partial<Omit<Policy, Group>> & { readonly [Name in Group]?: Partial<Policy[Name]> };

/** The effective policy: each overlay replaces what it names, nested groups field by field, later ones winning. */
export function mergePolicies(base: Policy, overlays: readonly PolicyOverlay[]): Policy {
  return overlays.reduce<Policy>(
    (policy, overlay) => ({
      ...policy,
      ...overlay,
      actions: { ...policy.actions, ...overlay.actions },
      breaker: { ...policy.breaker, ...overlay.breaker },
      backOff: { ...policy.backOff, ...overlay.backOff },
      approval: { ...policy.approval, ...overlay.approval },
      escalation: { ...policy.escalation, ...overlay.escalation },
    }),
    base,
  );
}
