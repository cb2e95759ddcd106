import type { z } from '@hono/zod-openapi';
import type { Parameters } from '../../domain/jobs/types.ts';
import { stripControls } from '../../domain/text/clean-text.ts';
import { redact, redactTokens } from '../../domain/text/redact.ts';
import { safeText } from '../../domain/text/safe-text.ts';
import type { FailureReport } from '../../store/intake.ts';
import { invalidField } from '../errors.ts';
import type { FailureTrigger } from '../schemas/intake.ts';

const errorLimitBytes = 64 * 1024;
const logLimitBytes = 256 * 1024;

const optionalText = (text: string | undefined, maxBytes: number, secrets: readonly string[]): string | null =>
  text === undefined || text === '' ? null : safeText(text, { secrets, maxBytes });

function safeParameters(parameters: Parameters | undefined, secrets: readonly string[]): Parameters | null {
  if (parameters === undefined) return null;
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const safeName = redactTokens(stripControls(name), secrets);
      if (typeof value !== 'string') return [safeName, value];
      const start = `${safeName}=`;
      const safe = redact(start + stripControls(value), secrets);
      return [safeName, safe.startsWith(start) ? safe.slice(start.length) : '[redacted:secret]'];
    }),
  );
}

/** A name that identifies something: one line, nothing invisible, no secret; its other words stay, for it is compared with the platform's own. */
function safeKey(field: string, text: string, secrets: readonly string[]): string {
  const clean = stripControls(text).replaceAll(/\s+/g, ' ').trim();
  if (clean === '') throw invalidField(field, 'holds no readable character');
  return redactTokens(clean, secrets);
}

const safeName = (field: string, text: string | undefined, secrets: readonly string[]): string | null =>
  text === undefined || text === '' ? null : safeKey(field, text, secrets);

/** Makes a report fit to store: cleaned, bounded and without secrets. Nothing real is refused for how it looks. */
export function cleanReport(
  trigger: z.output<typeof FailureTrigger>,
  options: { readonly detectedBy: FailureReport['detectedBy']; readonly secrets: readonly string[] },
): FailureReport {
  const { secrets, detectedBy } = options;
  return {
    platform: trigger.platform,
    jobKey: safeKey('job', trigger.job, secrets),
    runKey: safeKey('run', trigger.run, secrets),
    try: trigger.try ?? null,
    submissionKey: null,
    application: safeName('application', trigger.application, secrets),
    owner: safeName('owner', trigger.owner, secrets),
    criticality: trigger.criticality ?? null,
    errorText: optionalText(trigger.errorText, errorLimitBytes, secrets),
    logTail: optionalText(trigger.logTail, logLimitBytes, secrets),
    parameters: safeParameters(trigger.parameters, secrets),
    finishedAt: trigger.finishedAt ?? null,
    detectedBy,
  };
}
