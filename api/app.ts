import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { except } from 'hono/combine';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { createIdentity, identified } from './auth/identify.ts';
import { guardHost } from './auth/local-access.ts';
import type { ApiDeps } from './deps.ts';
import type { ApiEnv } from './env.ts';
import { AppError, errorBody, onError } from './errors.ts';
import { createEventFeed } from './event-feed.ts';
import { limitFailedSignIns } from './http/failed-sign-ins.ts';
import { noStore, pageHeaders, refuseNul } from './http/headers.ts';
import { answerOnce } from './http/idempotency.ts';
import { limitRate } from './http/rate-limit.ts';
import { limitBody, readLosslessly } from './http/read-body.ts';
import { redactBodies } from './http/redact-body.ts';
import { logRequests } from './http/request-log.ts';
import { createIntake } from './intake/intake.ts';
import { createSilence } from './intake/silence.ts';
import { createMetrics } from './metrics.ts';
import { createAirflowRoutes } from './routes/airflow.ts';
import { createAutomationRoutes } from './routes/automation.ts';
import { createCalibrationRoutes } from './routes/calibration.ts';
import { createCorrectionRoutes } from './routes/corrections.ts';
import { createDocsRoutes } from './routes/docs.ts';
import { createEventTriggerRoutes } from './routes/event-triggers.ts';
import { createEventRoutes } from './routes/events.ts';
import { createFeedbackRoutes } from './routes/feedback.ts';
import { createHealthRoutes } from './routes/health.ts';
import { createIncidentRoutes } from './routes/incidents.ts';
import { createJobRoutes } from './routes/jobs.ts';
import { createKeyRoutes } from './routes/keys.ts';
import { createKnowledgeRoutes } from './routes/knowledge.ts';
import { createKnowledgeFeedbackRoutes } from './routes/knowledge-feedback.ts';
import { createKnowledgeSearchRoutes } from './routes/knowledge-search.ts';
import { createKnowledgeTransferRoutes } from './routes/knowledge-transfer.ts';
import { createLearningRoutes } from './routes/learning.ts';
import { createLogRoutes } from './routes/logs.ts';
import { createModelRoutes } from './routes/model.ts';
import { createMoveRoutes } from './routes/moves.ts';
import { createOutboxRoutes } from './routes/outbox.ts';
import { createPlatformImportRoutes } from './routes/platform-imports.ts';
import { createPlatformRoutes } from './routes/platforms.ts';
import { createPolicyRoutes } from './routes/policies.ts';
import { createProposalRoutes } from './routes/proposals.ts';
import { createReplayRoutes } from './routes/replay.ts';
import { createReportRoutes } from './routes/reports.ts';
import { createReviewQueueRoutes } from './routes/review-queue.ts';
import { createReviewRoutes } from './routes/reviews.ts';
import { createRuleTestRoutes } from './routes/rule-tests.ts';
import { createRuleRoutes } from './routes/rules.ts';
import { createSessionRoutes } from './routes/session.ts';
import { createSuggestionRoutes } from './routes/suggestions.ts';
import { createSuppressionRoutes } from './routes/suppressions.ts';
import { createTeachingRoutes } from './routes/teaching.ts';
import { createTrainingDataRoutes } from './routes/training-data.ts';
import { createTrainingExportRoutes } from './routes/training-export.ts';
import { createTriggerRoutes } from './routes/triggers.ts';
import { createWebRoutes } from './routes/web.ts';

/** Reports have a limit of their own, and are the same for the same failure anyway. */
const isTrigger = (c: Context): boolean =>
  c.req.method === 'POST' && (c.req.path.startsWith('/api/triggers/') || c.req.path === '/api/incidents');
const failedSignInsPerMinute = 60;

/** The same app, of whose routes only those with an address of their own are seen: the web app answers GET everywhere. */
const withoutWildcards = (app: OpenAPIHono<ApiEnv>): OpenAPIHono<ApiEnv> =>
  Object.create(app, { routes: { get: () => app.routes.filter((route) => !route.path.includes('*')) } });

export interface Api {
  readonly app: OpenAPIHono<ApiEnv>;
  /** Ends the live streams, which would keep a server from closing. */
  close(): void;
}

/** Puts the API together. Nothing is reached before the first request. */
export function createApp(deps: ApiDeps, options: { readonly processMetrics?: boolean } = {}): Api {
  const { settings } = deps;
  const identity = createIdentity(deps);
  const metrics = createMetrics(deps.transact, { knowledge: deps.knowledge.stats, process: options.processMetrics === true });
  const feed = createEventFeed(deps);
  const shutdown = new AbortController();
  const app = new OpenAPIHono<ApiEnv>();

  app.onError(onError);
  app.notFound((c) =>
    c.json(errorBody(new AppError('not-found', `There is no ${c.req.method} ${c.req.path}`), c.get('requestId') ?? ''), 404),
  );
  app.use(logRequests(deps.log, metrics));
  app.use(pageHeaders(settings.publicUrl.startsWith('https:')));
  app.use(guardHost(settings));
  app.use(refuseNul);
  app.use(
    methodNotAllowed<ApiEnv>({
      app: withoutWildcards(app),
      onMethodNotAllowed: (c, methods) =>
        c.json(
          errorBody(
            new AppError('invalid', `${c.req.method} is not possible here; possible are ${methods.join(', ')}`),
            c.get('requestId'),
          ),
          405,
          { Allow: methods.join(', ') },
        ),
    }),
  );
  const guesses = limitFailedSignIns(failedSignInsPerMinute);
  for (const path of ['/api/*', '/webhook']) {
    app.use(path, noStore);
    app.use(path, guesses);
    app.use(path, limitBody, readLosslessly, identified(identity));
  }
  app.use('/api/*', except(isTrigger, limitRate({ perMinute: settings.requestRatePerMinute }), answerOnce(deps)));
  app.use('/api/*', except(isTrigger, redactBodies(settings.secrets)));

  const silence = createSilence(deps);
  const intake = createIntake(deps, silence);
  app.route('/', createTriggerRoutes(deps, intake));
  app.route('/', createEventTriggerRoutes(deps, intake));
  app.route('/', createIncidentRoutes(deps));
  app.route('/', createMoveRoutes(deps));
  app.route('/', createFeedbackRoutes(deps));
  app.route('/', createReviewRoutes(deps));
  app.route('/', createReviewQueueRoutes(deps));
  app.route('/', createTrainingExportRoutes(deps));
  app.route('/', createSuppressionRoutes(deps, silence));
  app.route('/', createProposalRoutes(deps));
  app.route('/', createJobRoutes(deps));
  app.route('/', createPlatformRoutes(deps));
  app.route('/', createPlatformImportRoutes(deps));
  app.route('/', createAirflowRoutes(deps));
  app.route('/', createPolicyRoutes(deps));
  app.route('/', createKnowledgeTransferRoutes(deps));
  app.route('/', createTeachingRoutes(deps));
  app.route('/', createTrainingDataRoutes(deps));
  app.route('/', createKnowledgeSearchRoutes(deps));
  app.route('/', createLogRoutes(deps, intake));
  app.route('/', createCorrectionRoutes(deps));
  // After the addresses beside it, which would be ids otherwise.
  app.route('/', createKnowledgeRoutes(deps));
  app.route('/', createKnowledgeFeedbackRoutes(deps));
  app.route('/', createReplayRoutes(deps));
  app.route('/', createSuggestionRoutes(deps));
  app.route('/', createRuleTestRoutes(deps));
  app.route('/', createRuleRoutes(deps));
  app.route('/', createAutomationRoutes(deps));
  app.route('/', createCalibrationRoutes(deps));
  app.route('/', createOutboxRoutes(deps));
  app.route('/', createModelRoutes(deps));
  app.route('/', createReportRoutes(deps));
  app.route('/', createLearningRoutes(deps));
  app.route('/', createKeyRoutes(deps, identity));
  app.route('/', createSessionRoutes(deps, identity));
  app.route('/', createEventRoutes(feed, shutdown.signal));
  app.route('/', createHealthRoutes(deps, metrics));
  app.route('/', createDocsRoutes());
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Nightshift', version: settings.version } });
  app.all('/api/*', (c) => c.notFound());
  app.route('/', createWebRoutes(settings.webDirectory));

  return {
    app,
    close: () => {
      shutdown.abort();
      feed.close();
    },
  };
}
