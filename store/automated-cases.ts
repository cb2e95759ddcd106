import { isClosed } from '../domain/incidents/vocabulary.ts';
import type { Case } from './cases.ts';
import { StoreRefusal } from './refusal.ts';

/** Whether the case is still ours to handle: open, and nobody has taken it over. */
export const isAutomated = (found: Case): boolean => !isClosed(found.status) && found.takenOverBy === null;

/** Turns away a step that was on its way when the case ended or a person took it. @throws StoreRefusal closed */
export function requireAutomated(found: Case): void {
  if (isClosed(found.status)) throw new StoreRefusal('closed', `The incident is closed as ${found.status}`, { status: found.status });
  if (found.takenOverBy !== null) throw new StoreRefusal('closed', `${found.takenOverBy} has taken the case over`);
}
