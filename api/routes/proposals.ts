import { createRoute, z } from '@hono/zod-openapi';
import { listOpenProposals, type ProposalItem, readProposalItem } from '../../store/reads/proposals.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { answer, createRouter, errors } from '../router.ts';
import { Cause, Method, Origin, pageOf } from '../schemas/common.ts';
import { IncidentSummary, ProposalShape } from '../schemas/incidents.ts';

const ProposalEntry = z
  .object({
    proposal: ProposalShape,
    incident: IncidentSummary,
    diagnosis: z.object({
      rootCause: z.string(),
      quotes: z.array(z.string()),
      confidence: z.number(),
      method: Method,
      cause: Cause,
      origin: Origin,
    }),
  })
  .openapi('ProposalItem');

const ProposalQuery = z.object({
  state: z.enum(['open']).default('open'),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

const plain = ({ proposal, incident, diagnosis }: ProposalItem) => ({ proposal, incident, diagnosis });

/** What waits for a person. */
export function createProposalRoutes({ transact, basePolicy }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/proposals',
        tags: ['proposals'],
        summary: 'What waits for a person, most urgent first',
        middleware: [need('viewer')],
        request: { query: ProposalQuery },
        responses: { 200: answer('A page', pageOf(ProposalEntry)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cursor, limit } = c.req.valid('query');
        const page = await transact(tenant, actor, (tx) => listOpenProposals(tx, basePolicy, { cursor, limit }));
        return c.json({ items: page.items.map(plain), nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/proposals/{incidentId}',
        tags: ['proposals'],
        summary: 'What waits in one case',
        middleware: [need('viewer')],
        request: { params: z.object({ incidentId: z.string().min(1).max(100) }) },
        responses: { 200: answer('The proposal', ProposalEntry), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { incidentId } = c.req.valid('param');
        const item = await transact(tenant, actor, (tx) => readProposalItem(tx, basePolicy, incidentId));
        if (item === null) throw new AppError('not-found', `Nothing waits for a decision in ${incidentId}`);
        return c.json(plain(item), 200);
      },
    );
}
export type ProposalRoutes = ReturnType<typeof createProposalRoutes>;
