import { createHmac } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { ApiSettings } from '../deps.ts';
import type { ApiEnv, Caller } from '../env.ts';
import { AppError } from '../errors.ts';
import { sameHash } from './api-key.ts';
import { need } from './need.ts';

const headerNames = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

function verify(c: Context<ApiEnv>, body: string, hooks: readonly Webhook[]): void {
  const headers = Object.fromEntries(headerNames.map((name) => [name, c.req.header(name) ?? '']));
  const reasons = hooks.map((hook) => {
    try {
      hook.verify(body, headers, { jsonParse: false });
      return null;
    } catch (problem) {
      if (!(problem instanceof WebhookVerificationError)) throw problem;
      return problem.message;
    }
  });
  if (reasons.length === 0) throw new AppError('unauthenticated', 'Signed messages are not accepted here: WEBHOOK_SECRETS is not set');
  if (!reasons.includes(null)) throw new AppError('unauthenticated', `The signature is not valid: ${reasons[0]}`);
}

/** `X-Hub-Signature-256`: a keyed hash over the raw body, without a time. The same message again is the same failure, so a replay does nothing. */
function verifyHub(given: string, body: string, secrets: readonly string[]): void {
  const right = secrets.some((secret) => sameHash(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`, given));
  if (secrets.length === 0) throw new AppError('unauthenticated', 'Signed messages are not accepted here: WEBHOOK_SECRETS is not set');
  if (!right) throw new AppError('unauthenticated', 'The signature is not valid: X-Hub-Signature-256 does not fit the body');
}

/** Who reports failures: a platform that signs its messages (Standard Webhooks, or as GitHub does), or a caller that may operate. */
export function needReporter(settings: ApiSettings): MiddlewareHandler<ApiEnv> {
  const hooks = settings.webhookSecrets.map((secret) => new Webhook(secret));
  const needOperator = need('operator');
  const platform: Caller = {
    tenant: 'default',
    role: 'operator',
    via: 'signature',
    actor: { kind: 'platform', id: settings.webhookPlatform, name: settings.webhookPlatform },
  };
  return async (c, next) => {
    const hub = c.req.header('x-hub-signature-256');
    if (c.req.header('webhook-signature') !== undefined) verify(c, await c.req.text(), hooks);
    else if (hub !== undefined) verifyHub(hub, await c.req.text(), settings.webhookSecrets);
    else return needOperator(c, next);
    c.set('caller', platform);
    await next();
  };
}
