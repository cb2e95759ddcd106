import type { ConnectionFinding } from '../connectors/contract.ts';
import { scheduleActor } from '../domain/people/actor.ts';
import { redact } from '../domain/text/redact.ts';
import { savePlatformCheck } from '../store/platforms.ts';
import { StoreRefusal } from '../store/refusal.ts';
import type { ActivityDeps } from './deps.ts';
import type { SweepInput } from './sweep.ts';

/** Looks at the connection to a platform, and keeps in words what a person should put right. */
export async function checkPlatform(deps: ActivityDeps, { tenantId, platform }: SweepInput): Promise<readonly ConnectionFinding[]> {
  const connector = deps.connectors.get(platform);
  if (connector === undefined) throw new StoreRefusal('not-found', `There is no connector for ${platform}`);
  const findings = (await connector.check()).map(({ level, message }) => ({ level, message: redact(message, deps.settings.secrets) }));
  await deps.transact(tenantId, scheduleActor(`check ${platform}`), (tx) => savePlatformCheck(tx, platform, findings));
  return findings;
}
