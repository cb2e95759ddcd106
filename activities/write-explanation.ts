import { CancelledFailure } from '@temporalio/common';
import { checkedExplanation, composeExplanationPrompt, explainedPurposes, explanationVersion } from '../domain/effects/explanation.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { readCase } from '../store/cases.ts';
import { readEffect } from '../store/effects.ts';
import type { RoundInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { gatherMailFacts } from './mail-facts.ts';
import type { MailOrder } from './send-mail.ts';
import { stopSignal } from './stop-signal.ts';

/** A mail waits no longer for its explanation; without one it goes out all the same. */
const patienceMs = 20_000;
const mostTokens = 400;

/**
 * Lets the model explain the failure in a mail. Asked outside of any transaction and once per mail: a mail that was composed before stays as it is.
 * @returns null where no model is switched on, the mail has no explanation, or none came
 */
export async function writeExplanation(deps: ActivityDeps, at: RoundInput, order: MailOrder): Promise<string | null> {
  const { model } = deps;
  if (model === null || deps.mailer === null || !explainedPurposes.includes(order.purpose)) return null;
  const facts = await deps.transact(at.tenantId, workflowActor, async (tx) =>
    (await readEffect(tx, order.key)) === null ? gatherMailFacts(deps, tx, await readCase(tx, at.incidentId), at, order) : null,
  );
  if (facts === null) return null;
  const stop = stopSignal();
  const late = AbortSignal.timeout(patienceMs);
  const reply = await model.desk<string>(
    {
      tenantId: at.tenantId,
      actor: workflowActor,
      purpose: 'mail',
      key: `mail:${order.key}`,
      holder: order.key,
      incidentId: at.incidentId,
      fingerprint: null,
      promptVersion: explanationVersion,
      ...composeExplanationPrompt(order.purpose, facts),
      schema: null,
      maxResponseTokens: mostTokens,
    },
    stop === undefined ? late : AbortSignal.any([stop, late]),
  );
  if (stop?.aborted === true) throw new CancelledFailure('Stopped while the model wrote');
  return reply.outcome === 'answered' ? checkedExplanation(reply.value, reply.usage.model, deps.settings.secrets) : null;
}
