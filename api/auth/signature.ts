import type { Context, MiddlewareHandler } from 'hono';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { ApiSettings } from '../deps.ts';
import type { ApiEnv, Caller } from '../env.ts';
import { AppError } from '../errors.ts';
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

/** Who reports failures: a platform that signs its messages (Standard Webhooks), or a caller that may operate. */
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
    if (c.req.header('webhook-signature') === undefined) return needOperator(c, next);
    verify(c, await c.req.text(), hooks);
    c.set('caller', platform);
    await next();
  };
}
