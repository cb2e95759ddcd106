import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { describeModel } from '../config-model.ts';
import { openEmbedder } from '../connectors/embedding/open-embedder.ts';
import { defaultPolicy } from '../domain/policy/default-policy.ts';
import { redactTokens } from '../domain/text/redact.ts';
import { openDatabase, requireSchema, SchemaTooOldError } from '../store/database.ts';
import { createKnowledgeSearch } from '../store/knowledge/search.ts';
import { createMatchers } from '../store/rule-matchers.ts';
import { createTransact } from '../store/tx.ts';
import { createTemporalClient } from '../temporal/client.ts';
import { deliverMessage } from '../temporal/deliver-message.ts';
import { createModelGate } from '../temporal/model-gate.ts';
import { startIncident } from '../temporal/start-incident.ts';
import { createApp } from './app.ts';
import type { ApiDeps } from './deps.ts';
import { createMailHealth } from './mail-health.ts';
import { apiSettings } from './settings.ts';
import { createTemporalGate } from './temporal-gate.ts';

/** How long requests that are being answered may take once the process is told to stop. */
const stopWithinMs = 6000;

type Temporal = ReturnType<typeof createTemporalClient>;

function buildDeps(config: Config, transact: ApiDeps['transact'], { client }: Temporal): ApiDeps {
  const mailServer = config.EMAIL_ENABLED && config.SMTP_HOST !== undefined ? { host: config.SMTP_HOST, port: config.SMTP_PORT } : null;
  const settings = apiSettings(config);
  const log = pino({
    level: config.LOG_LEVEL,
    timestamp: pino.stdTimeFunctions.isoTime,
    base: { process: 'api' },
    redact: ['*.authorization', '*.cookie'],
    hooks: { streamWrite: (line) => redactTokens(line, settings.secrets) },
  });
  const knowledge = createKnowledgeSearch(openEmbedder(config), () => new Date());
  const model = createModelGate(config, { transact, knowledge, log: ({ event, ...line }) => log.warn(line, event) });
  return {
    transact,
    temporal: createTemporalGate({
      client,
      namespace: config.TEMPORAL_NAMESPACE,
      startIncident: (incident) => startIncident(client, incident),
      deliver: (tenantId, message) => deliverMessage({ transact, client }, tenantId, message),
    }),
    model,
    ...(model.about === null ? {} : { askModel: model.askAboutText }),
    mailHealth: createMailHealth(mailServer, config.EMAIL_ENABLED ? 'No mail server is configured' : 'Mail is switched off'),
    matcherFor: createMatchers(),
    knowledge,
    basePolicy: defaultPolicy({
      maxResubmissionsPerRun: config.MAX_RETRIES,
      maxActionsPerIncident: config.MAX_AUTOMATION_ACTIONS,
      onCall: config.ONCALL_EMAILS,
      approvers: config.APPROVER_EMAILS,
    }),
    settings,
    log,
    now: () => new Date(),
  };
}

/** Runs the API until it is told to stop. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (config.DATABASE_URL === undefined) throw new ConfigError(['DATABASE_URL is missing: it names the PostgreSQL database']);
  if (config.TEMPORAL_ADDRESS === undefined)
    throw new ConfigError(['TEMPORAL_ADDRESS is missing: it names the Temporal server as host:port']);
  apiSettings(config);
  const orm = await openDatabase({ url: config.DATABASE_URL, pool: config.DATABASE_POOL });
  await requireSchema(orm);
  const temporal = createTemporalClient(config);
  const deps = buildDeps(config, createTransact(orm), temporal);
  deps.log.info({ provider: describeModel(config) }, 'model');
  const { app, close } = createApp(deps, { processMetrics: true });

  const server = serve({ fetch: app.fetch, hostname: config.HOST, port: config.PORT }, ({ address, port }) =>
    console.log(JSON.stringify({ ready: true, process: 'api', url: deps.settings.publicUrl, address, port })),
  );
  server.on('error', (problem: NodeJS.ErrnoException) => {
    console.error(
      problem.code === 'EADDRINUSE'
        ? `Port ${config.PORT} on ${config.HOST} is in use by another program. End it, or choose another PORT.`
        : `The API cannot listen on ${config.HOST}:${config.PORT}: ${problem.message}`,
    );
    process.exit(1);
  });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    close();
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    const late = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), stopWithinMs);
    await ended;
    clearTimeout(late);
    await Promise.allSettled([orm.close(true), temporal.close()]);
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

main().catch((problem: unknown) => {
  const known = problem instanceof ConfigError || problem instanceof SchemaTooOldError;
  console.error(known ? problem.message : `The API cannot start: ${problem instanceof Error ? problem.message : String(problem)}`);
  process.exit(known ? 2 : 1);
});
