import { createRoute, z } from '@hono/zod-openapi';
import { stewardActor } from '../../domain/people/actor.ts';
import { readLastOutcomes } from '../../store/reads/model.ts';
import { everyTenant } from '../../store/tx.ts';
import type { ApiDeps, ComponentHealth } from '../deps.ts';
import type { Metrics } from '../metrics.ts';
import { answer, createRouter } from '../router.ts';
import { HealthShape } from '../schemas/operations.ts';

const patienceMs = 4000;
const ok: ComponentHealth = { state: 'ok', message: null };
const down = (message: string): ComponentHealth => ({ state: 'down', message });

/** A part that does not answer in time is down. */
function within<Result>(work: Promise<Result>, otherwise: Result): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patienceMs);
  });
  return Promise.race([work.catch(() => otherwise), late]).finally(() => clearTimeout(timer));
}

/** For machines that watch over this one. */
export function createHealthRoutes({ transact, temporal, mailHealth, model, settings }: ApiDeps, metrics: Metrics) {
  const database = (): Promise<ComponentHealth> =>
    within(
      transact(everyTenant, stewardActor, (tx) => tx.rows('select 1')).then(() => ok),
      down('The database does not answer'),
    );
  const modelHealth = async (): Promise<ComponentHealth> => {
    if (model.about === null) return { state: 'off', message: 'No model is switched on: rules and knowledge decide' };
    const last = await transact(everyTenant, stewardActor, readLastOutcomes);
    const failing = last.length > 0 && last.every(({ outcome }) => outcome !== 'answered');
    return failing ? down(last[0]?.hint ?? 'The model does not answer') : ok;
  };
  const check = async () => {
    const unreachable = { temporal: down('Temporal does not answer'), worker: down('Temporal does not answer, so nobody can tell') };
    const [store, workflows, mail, asked] = await Promise.all([
      database(),
      within(temporal.health(), unreachable),
      within(mailHealth(), down('The mail server does not answer')),
      within(modelHealth(), down('The database does not answer, so nobody can tell')),
    ]);
    const components = { database: store, ...workflows, mail, model: asked };
    const isDown = store.state === 'down' || workflows.temporal.state === 'down';
    const status = isDown ? 'down' : Object.values(components).some((one) => one.state === 'down') ? 'degraded' : 'ok';
    return { status, components, version: settings.version } as const;
  };

  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/health',
        tags: ['operation'],
        summary: 'State of every part',
        responses: { 200: answer('Database and Temporal are there', HealthShape), 503: answer('One of them is not', HealthShape) },
      }),
      async (c) => {
        const health = await check();
        return health.status === 'down' ? c.json(health, 503) : c.json(health, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/ready',
        tags: ['operation'],
        summary: 'Whether this process can serve',
        responses: { 200: answer('It can', z.object({ ready: z.boolean() })), 503: answer('It cannot', z.object({ ready: z.boolean() })) },
      }),
      async (c) => ((await database()).state === 'ok' ? c.json({ ready: true }, 200) : c.json({ ready: false }, 503)),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/metrics',
        tags: ['operation'],
        summary: 'Figures for Prometheus',
        responses: { 200: { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } } },
      }),
      async (c) => {
        const { contentType, text } = await metrics.expose();
        return c.text(text, 200, { 'Content-Type': contentType });
      },
    );
}
export type HealthRoutes = ReturnType<typeof createHealthRoutes>;
