import type { z } from '@hono/zod-openapi';
import type { Parameters } from '../../domain/jobs/types.ts';
import { cleanText, stripControls } from '../../domain/text/clean-text.ts';
import { redact } from '../../domain/text/redact.ts';
import type { FailureReport } from '../../store/intake.ts';
import { invalidField } from '../errors.ts';
import type { FailureTrigger } from '../schemas/intake.ts';

const errorLimitBytes = 64 * 1024;
const logLimitBytes = 256 * 1024;

/** Controls go first: a secret with a NUL byte in the middle would not be recognised. */
const safeText = (text: string | undefined, maxBytes: number, secrets: readonly string[]): string | null => {
  if (text === undefined || text === '') return null;
  const clean = stripControls(text);
  return cleanText(redact(clean, secrets), { maxBytes });
};

function safeParameters(parameters: Parameters | undefined, secrets: readonly string[]): Parameters | null {
  if (parameters === undefined) return null;
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (typeof value !== 'string') return [stripControls(name), value];
      const start = `${stripControls(name)}=`;
      const safe = redact(start + stripControls(value), secrets);
      return [stripControls(name), safe.startsWith(start) ? safe.slice(start.length) : '[redacted:secret]'];
    }),
  );
}

/** A name that identifies something: one line, nothing invisible. */
function safeKey(field: string, text: string): string {
  const clean = stripControls(text).replaceAll(/\s+/g, ' ').trim();
  if (clean === '') throw invalidField(field, 'holds no readable character');
  return clean;
}

const safeName = (field: string, text: string | undefined): string | null =>
  text === undefined || text === '' ? null : safeKey(field, text);

/** Makes a report fit to store: cleaned, bounded and without secrets. Nothing real is refused for how it looks. */
export function cleanReport(
  trigger: z.output<typeof FailureTrigger>,
  options: { readonly detectedBy: FailureReport['detectedBy']; readonly secrets: readonly string[] },
): FailureReport {
  const { secrets, detectedBy } = options;
  return {
    platform: trigger.platform,
    jobKey: safeKey('job', trigger.job),
    runKey: safeKey('run', trigger.run),
    try: trigger.try ?? null,
    submissionKey: null,
    application: safeName('application', trigger.application),
    owner: safeName('owner', trigger.owner),
    criticality: trigger.criticality ?? null,
    errorText: safeText(trigger.errorText, errorLimitBytes, secrets),
    logTail: safeText(trigger.logTail, logLimitBytes, secrets),
    parameters: safeParameters(trigger.parameters, secrets),
    finishedAt: trigger.finishedAt ?? null,
    detectedBy,
  };
}
