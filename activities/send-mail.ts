import { ConnectorError } from '../connectors/contract.ts';
import { renderMail } from '../connectors/mail/render.ts';
import { composeMail, mustArrive } from '../domain/effects/compose-mail.ts';
import type { MailMessage, MailPurpose } from '../domain/effects/mail.ts';
import { messageIdFor } from '../domain/effects/message-id.ts';
import { workflowActor } from '../domain/people/actor.ts';
import type { Case } from '../store/cases.ts';
import { countSend, type Effect, firstMailOf, uncountSend } from '../store/effects.ts';
import type { Tx } from '../store/tx.ts';
import type { RoundInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { gatherMailFacts, recipientsOf } from './mail-facts.ts';
import { perform, recordEffect } from './perform.ts';
import { writeExplanation } from './write-explanation.ts';

export interface MailOrder {
  readonly purpose: MailPurpose;
  readonly key: string;
  /** 0 for the first mail of its kind, then counting reminders. */
  readonly reminder: number;
  readonly rerouted?: boolean;
  /** Work of the same transaction as the claim, e.g. the new status. */
  readonly onClaim?: (tx: Tx, found: Case) => Promise<void>;
  /** Work of the same transaction as the result. */
  readonly onSettled?: (tx: Tx, found: Case, effect: Effect) => Promise<void>;
}

/** Sends one mail about a case: at least once, and exactly once outside the window in which a server's reply to DATA is lost. */
export async function sendMail(deps: ActivityDeps, at: RoundInput, order: MailOrder): Promise<Effect> {
  const narrative = await writeExplanation(deps, at, order);
  const done = await perform<never>(deps, {
    at,
    key: order.key,
    kind: 'mail',
    claim: async (tx, found) => {
      await order.onClaim?.(tx, found);
      const message = await compose(deps, tx, found, at, order, narrative);
      return {
        target: message.to.join(', '),
        // With the texts as they go out, so that the outbox shows them wherever the mail went.
        request: { ...message, ...renderMail(message) },
        automatic: true,
        suppressed: deps.mailer === null || message.to.length === 0,
      };
    },
    lookUp: async (effect) => (effect.sends === 0 || (mustArrive[order.purpose] && effect.sends < 2) ? null : 'cannot-ask'),
    send: (effect) => transmit(deps, at, effect),
    settled: async (tx, found, effect) => {
      await recordEffect(tx, effect, {
        kind: `mail-${effect.state}`,
        summary: summaryOf(order.purpose, effect),
        detail: { purpose: order.purpose, to: effect.target },
      });
      await order.onSettled?.(tx, found, effect);
    },
  });
  if (done.kind === 'declined') throw new Error('A mail is never declined');
  return done.effect;
}

async function compose(
  deps: ActivityDeps,
  tx: Tx,
  found: Case,
  at: RoundInput,
  order: MailOrder,
  narrative: string | null,
): Promise<MailMessage> {
  const facts = await gatherMailFacts(deps, tx, found, at, order);
  return {
    ...composeMail(order.purpose, { ...facts, narrative }),
    to: await recipientsOf(deps, tx, found, order),
    messageId: messageIdFor({ incidentId: found.id, effectKey: order.key, domain: deps.settings.mailDomain }),
    threadId: await firstMailOf(tx, found.id),
    purpose: order.purpose,
    incidentId: found.id,
  };
}

async function transmit(deps: ActivityDeps, at: RoundInput, effect: Effect) {
  if (deps.mailer === null) throw new ConnectorError('invalid', 'Mail is switched off');
  const message = effect.request as unknown as MailMessage;
  let counted = false;
  try {
    const receipt = await deps.mailer.send(message, {
      // Counted right before the message goes out: only from here on may a crash leave it open whether the server has it.
      beforeTransmit: async () => {
        counted = await deps.transact(at.tenantId, workflowActor, (tx) => countSend(tx, effect.key, effect.sends));
        if (!counted) throw new Error('Another process has taken this mail over');
      },
    });
    return { externalId: receipt.messageId, response: { accepted: receipt.accepted, rejected: receipt.rejected, reply: receipt.response } };
  } catch (error) {
    if (!(error instanceof ConnectorError) || (error.kind !== 'unreachable' && error.kind !== 'unavailable')) throw error;
    // The server has certainly not taken it, e.g. it asked to come again later: this was no send.
    if (counted) await deps.transact(at.tenantId, workflowActor, (tx) => uncountSend(tx, effect.key, effect.sends));
    if (deps.now().getTime() - Date.parse(effect.claimedAt) > deps.settings.mailPatienceMs)
      throw new ConnectorError('invalid', `Given up after many tries: ${error.message}`, { cause: error });
    throw error;
  }
}

const names: Readonly<Record<MailPurpose, string>> = {
  owner: 'Mail to the owner',
  escalation: 'Escalation mail',
  'escalation-reminder': 'Escalation reminder',
  'approval-request': 'Approval request',
  'approval-reminder': 'Approval reminder',
  'retry-notice': 'Retry notice',
};

function summaryOf(purpose: MailPurpose, effect: Effect): string {
  const name = names[purpose];
  switch (effect.state) {
    case 'confirmed':
      return `${name} sent to ${effect.target}.`;
    case 'suppressed':
      return effect.target === '' ? `${name} has nobody to go to.` : `${name} to ${effect.target} suppressed: mail is switched off.`;
    case 'refused':
      return `${name} to ${effect.target} could not be delivered: ${textOf(effect.response?.message)}`;
    default:
      return `${name} to ${effect.target}: the server's reply was lost, so nobody can tell whether it arrived.`;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
