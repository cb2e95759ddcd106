import { createRoute, z } from '@hono/zod-openapi';
import { actions, causes, closedStatuses, incidentStatuses, isClosed, severities } from '../../domain/incidents/vocabulary.ts';
import { readCase } from '../../store/cases.ts';
import { updateIncident } from '../../store/feedback.ts';
import { readIncidentDetail } from '../../store/reads/incident-detail.ts';
import { type IncidentFilter, listIncidents, readOverview } from '../../store/reads/incidents.ts';
import { listRecord } from '../../store/reads/record.ts';
import { incidentWorkflowId } from '../../workflows/contract.ts';
import { callerOf, covers, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../env.ts';
import { invalidField } from '../errors.ts';
import { toCsv } from '../http/csv.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { IncidentDetail } from '../schemas/incident-detail.ts';
import { IncidentOverview, IncidentQuery, IncidentSummary, RecordLine, UpdateRequest } from '../schemas/incidents.ts';

const csvLimit = 10_000;
const openStatuses = incidentStatuses.filter((status) => !isClosed(status));

/** A list of words separated by commas, each of them known. @throws AppError invalid naming the field */
function words<Word extends string>(
  field: string,
  given: string | undefined,
  known: readonly Word[],
  groups: Readonly<Record<string, readonly Word[]>> = {},
) {
  if (given === undefined || given.trim() === '') return undefined;
  return given.split(',').flatMap((part) => {
    const word = part.trim();
    const group = groups[word.toLowerCase()];
    if (group !== undefined) return group;
    const found = known.find((one) => one.toLowerCase() === word.toLowerCase());
    if (found === undefined)
      throw invalidField(field, `holds "${word}", which is none of ${[...Object.keys(groups), ...known].join(', ')}`);
    return [found];
  });
}

const toFilter = (query: z.output<typeof IncidentQuery>): IncidentFilter => ({
  statuses: words('status', query.status, incidentStatuses, { open: openStatuses, closed: closedStatuses }),
  causes: words('cause', query.cause, causes),
  severities: words('severity', query.severity, severities),
  actions: words('action', query.action, actions),
  application: query.application,
  platform: query.platform,
  job: query.job,
  resolvedBy: query.resolvedBy,
  q: query.q,
  since: query.since,
  until: query.until,
});

/** What the caller may do with a case now. */
function movesOf(
  caller: Caller,
  status: z.output<typeof IncidentSummary>['status'],
  hasProposal: boolean,
  takenOver: boolean,
  diagnosed: boolean,
) {
  const operates = covers(caller.role, 'operator');
  const open = !isClosed(status);
  return {
    decide: open && hasProposal && covers(caller.role, 'approver'),
    takeOver: open && operates && !takenOver,
    resolve: open && operates,
    cancel: open && operates,
    falsePositive: operates && status !== 'FALSE_POSITIVE',
    comment: operates,
    correct: operates && diagnosed,
  };
}

/** The cases: lists, one with everything about it, and its record. */
export function createIncidentRoutes({ transact, temporal, basePolicy, settings }: ApiDeps) {
  const detail = async (caller: Caller, id: string) => {
    const found = await transact(caller.tenant, caller.actor, (tx) => readIncidentDetail(tx, basePolicy, id));
    const workflowId = incidentWorkflowId(found.id, found.generation);
    const { temporalUiUrl, temporalNamespace } = settings;
    const historyEvents = await temporal.historyLength(workflowId);
    const url =
      temporalUiUrl === null || historyEvents === null
        ? null
        : `${temporalUiUrl}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`;
    const can = movesOf(caller, found.status, found.proposal !== null, found.takenOverBy !== null, found.fingerprint !== null);
    return { ...found, workflow: { id: workflowId, url, historyEvents }, can };
  };
  const record = (caller: Caller, id: string) =>
    transact(caller.tenant, caller.actor, async (tx) => {
      await readCase(tx, id);
      return { items: [...(await listRecord(tx, id))] };
    });
  const recordRoute = <Path extends string>(path: Path, summary: string) =>
    createRoute({
      method: 'get',
      path,
      tags: ['incidents'],
      summary,
      middleware: [need('viewer')],
      request: { params: IdParam },
      responses: { 200: answer('The lines, oldest first', z.object({ items: z.array(RecordLine) })), ...errors },
    });

  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/incidents',
        tags: ['incidents'],
        summary: 'List incidents, newest first',
        middleware: [need('viewer')],
        request: { query: IncidentQuery },
        responses: { 200: answer('A page', pageOf(IncidentSummary)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const query = c.req.valid('query');
        const page = await transact(tenant, actor, (tx) =>
          listIncidents(tx, basePolicy, { filter: toFilter(query), cursor: query.cursor, limit: query.limit }),
        );
        return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/incidents.csv',
        tags: ['incidents'],
        summary: 'The same list as CSV',
        middleware: [need('viewer')],
        request: { query: IncidentQuery },
        responses: { 200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } }, ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const page = await transact(tenant, actor, (tx) =>
          listIncidents(tx, basePolicy, { filter: toFilter(c.req.valid('query')), cursor: undefined, limit: csvLimit }),
        );
        c.header('Content-Disposition', 'attachment; filename="incidents.csv"');
        if (page.nextCursor !== null) c.header('X-Truncated', String(csvLimit));
        return c.body(toCsv(page.items), 200, { 'Content-Type': 'text/csv; charset=utf-8' });
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/incidents/overview',
        tags: ['incidents'],
        summary: 'How things stand',
        middleware: [need('viewer')],
        responses: { 200: answer('Counts and the last seven days', IncidentOverview), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const overview = await transact(tenant, actor, readOverview);
        return c.json({ ...overview, trend: [...overview.trend] }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/incidents/{id}',
        tags: ['incidents'],
        summary: 'One incident with everything about it',
        middleware: [need('viewer')],
        request: { params: IdParam },
        responses: { 200: answer('The incident', IncidentDetail), ...errors },
      }),
      async (c) => c.json(await detail(callerOf(c), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/incidents/{id}',
        tags: ['incidents'],
        summary: 'Change severity or owner',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(UpdateRequest) },
        responses: { 200: answer('The incident', IncidentDetail), ...writeErrors },
      }),
      async (c) => {
        const caller = callerOf(c);
        const { id } = c.req.valid('param');
        const { severity, owner } = c.req.valid('json');
        const changes = { ...(severity === undefined ? {} : { severity }), ...(owner === undefined ? {} : { owner }) };
        await transact(caller.tenant, caller.actor, (tx) => updateIncident(tx, id, changes));
        return c.json(await detail(caller, id), 200);
      },
    )
    .openapi(recordRoute('/api/incidents/{id}/record', 'What happened in a case'), async (c) =>
      c.json(await record(callerOf(c), c.req.valid('param').id), 200),
    )
    .openapi(recordRoute('/api/incidents/{id}/history', 'The same as the record'), async (c) =>
      c.json(await record(callerOf(c), c.req.valid('param').id), 200),
    );
}
export type IncidentRoutes = ReturnType<typeof createIncidentRoutes>;
