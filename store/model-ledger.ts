import type { ModelLedger } from '../domain/model/ledger.ts';
import { claimModelCall, settleModelCall } from './model-calls.ts';
import type { Transact } from './tx.ts';

/** The ledger of model calls over the database. */
export const createModelLedger = (transact: Transact): ModelLedger => ({
  claim: (ask, limits, reserve) => transact(ask.tenantId, ask.actor, (tx) => claimModelCall(tx, ask, limits, reserve)),
  settle: (ask, callId, end) => transact(ask.tenantId, ask.actor, (tx) => settleModelCall(tx, ask, callId, end)),
});
