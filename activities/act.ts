import type { ActInput, ActResult } from '../workflows/contract.ts';
import { countRequests } from './count-requests.ts';
import type { ActivityDeps } from './deps.ts';
import { submitRun } from './submit-run.ts';
import { tellPeople } from './tell-people.ts';

/** Carries out one decided action through `perform`. */
export function act(deps: ActivityDeps, input: ActInput): Promise<ActResult> {
  switch (input.action) {
    case 'RETRY':
    case 'RETRY_WITH_NEW_PARAMS':
      return countRequests(deps, input, 'act', () => submitRun(deps, input));
    case 'SEND_EMAIL':
    case 'ESCALATE':
      return tellPeople(deps, input, input.action);
    case 'IGNORE':
      throw new Error('Ignoring is recorded, not carried out');
  }
}
