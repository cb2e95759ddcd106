import type { z } from '@hono/zod-openapi';
import type { ApiSettings } from '../deps.ts';
import type { Caller } from '../env.ts';
import type { FailureTrigger } from '../schemas/intake.ts';
import { cleanReport } from './clean-report.ts';
import type { Intake } from './intake.ts';

/** Cleans a reported failure and keeps it. @returns its case, with the address for people */
export const createAcceptTrigger =
  (settings: ApiSettings, intake: Intake) =>
  async (caller: Caller, trigger: z.output<typeof FailureTrigger>, detectedBy: 'trigger' | 'webhook') => {
    const report = cleanReport(trigger, { detectedBy, secrets: settings.secrets });
    const accepted = await intake.accept(caller.tenant, caller.actor, report);
    return { ...accepted, url: `${settings.publicUrl}/incidents/${accepted.incidentId}` };
  };
