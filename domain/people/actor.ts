export const roles = ['viewer', 'application_owner', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who makes a write. Every verb takes one, and every line of the record carries it. */
export type Actor =
  | { readonly kind: 'human'; readonly id: string; readonly name: string; readonly role: Role }
  | { readonly kind: 'api-key'; readonly id: string; readonly name: string; readonly role: Role }
  | { readonly kind: 'platform'; readonly id: string; readonly name: string }
  | { readonly kind: 'workflow' | 'steward' | 'schedule'; readonly id: string; readonly name: string };

/** The case's own workflow as an actor. */
export const workflowActor: Actor = { kind: 'workflow', id: 'nightshift', name: 'Nightshift' };
/** The loop that heals what a crash left behind. */
export const stewardActor: Actor = { kind: 'steward', id: 'steward', name: 'Steward' };
/** A Temporal Schedule. */
export const scheduleActor = (id: string): Actor => ({ kind: 'schedule', id, name: id });

const approving: readonly Role[] = ['approver', 'admin'];
const operating: readonly Role[] = ['operator', 'approver', 'admin'];

/** Whether a role may give a verdict on a proposal. */
export const mayApprove = (role: Role): boolean => approving.includes(role);
/** Whether a role may take over, resolve, cancel, or turn switches. */
export const mayOperate = (role: Role): boolean => operating.includes(role);
