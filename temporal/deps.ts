import { readFileSync } from 'node:fs';
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import type { ActivityDeps } from '../activities/deps.ts';
import { type Config, secretValues } from '../config.ts';
import type { Connector } from '../connectors/contract.ts';
import { openEmbedder } from '../connectors/embedding/open-embedder.ts';
import { createSmtpMailer } from '../connectors/mail/smtp-mailer.ts';
import { builtInRules } from '../domain/diagnosis/rules/built-in.ts';
import { senderDomain } from '../domain/effects/message-id.ts';
import { defaultPolicy } from '../domain/policy/default-policy.ts';
import type { Policy } from '../domain/policy/types.ts';
import { redactTokens } from '../domain/text/redact.ts';
import { createKnowledgeSearch } from '../store/knowledge/search.ts';
import { createMatchers } from '../store/rule-matchers.ts';
import { createTransact } from '../store/tx.ts';
import { openModelAccess } from './model.ts';

/** The policy where nobody set anything, with what the configuration seeds. */
export const basePolicy = (config: Config): Policy =>
  defaultPolicy({
    maxResubmissionsPerRun: config.MAX_RETRIES,
    maxActionsPerIncident: config.MAX_AUTOMATION_ACTIONS,
    onCall: config.ONCALL_EMAILS,
    approvers: config.APPROVER_EMAILS,
  });

/** Builds what the steps of the lifecycle need. */
export function createDeps(config: Config, orm: MikroORM, connectors: readonly Connector[]): ActivityDeps {
  const transact = createTransact(orm);
  const secrets = secretValues(config);
  const logger = pino(
    {
      level: config.LOG_LEVEL,
      timestamp: pino.stdTimeFunctions.isoTime,
      base: { process: 'worker' },
      hooks: { streamWrite: (line) => redactTokens(line, secrets) },
    },
    // Lines travel together, a fifth of a second late at most; what is left is written when the process ends.
    pino.destination({ fd: 1, sync: false, minLength: 4096, periodicFlush: 200 }),
  );
  const log: ActivityDeps['log'] = ({ event, ...line }) => logger.info(line, event);
  return {
    transact,
    connectors: new Map(connectors.map((connector) => [connector.platform, connector])),
    mailer: config.EMAIL_ENABLED && config.SMTP_HOST !== undefined ? createMailer(config, config.SMTP_HOST) : null,
    matcherFor: createMatchers(),
    knowledge: createKnowledgeSearch(openEmbedder(config), () => new Date()),
    model: openModelAccess(config, transact, log),
    adviceFor: (ruleId) => builtInRules.find((rule) => rule.id === ruleId)?.advice,
    basePolicy: basePolicy(config),
    settings: {
      publicUrl: (config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`).replace(/\/+$/, ''),
      mailDomain: senderDomain(config.EMAIL_SENDER),
      secrets,
      mailPatienceMs: 60 * 60_000,
      sweepLookbackMs: config.SWEEP_LOOKBACK_SECONDS * 1000,
    },
    now: () => new Date(),
    log,
  };
}

const createMailer = (config: Config, host: string) =>
  createSmtpMailer({
    host,
    port: config.SMTP_PORT,
    security: config.SMTP_SECURITY,
    user: config.SMTP_USER ?? null,
    password: config.SMTP_PASSWORD ?? null,
    ca: config.SMTP_CA_FILE === undefined ? null : readFileSync(config.SMTP_CA_FILE, 'utf8'),
    from: config.EMAIL_SENDER,
  });
