import { createRoute } from '@hono/zod-openapi';
import { cleanText } from '../../domain/text/clean-text.ts';
import { redact } from '../../domain/text/redact.ts';
import { commentEntry } from '../../store/knowledge/changes.ts';
import { recordOutcome, setConfidence } from '../../store/knowledge/outcomes.ts';
import { readEntryHistory } from '../../store/reads/knowledge.ts';
import { iso } from '../../store/values.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { presentEntry } from '../knowledge.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import {
  KnowledgeComment,
  KnowledgeCommentRequest,
  KnowledgeConfidenceRequest,
  KnowledgeEntryShape,
  KnowledgeHistory,
  KnowledgeOutcomeRequest,
} from '../schemas/knowledge.ts';

const tags = ['knowledge'];
const entryAnswer = (description: string) => answer(description, KnowledgeEntryShape);

/** What people and outcomes say about an entry, and how its confidence moved by it. */
export function createKnowledgeFeedbackRoutes({ transact, settings: { secrets } }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/{id}/comments',
        tags,
        summary: 'Comment on an entry',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(KnowledgeCommentRequest) },
        responses: { 201: answer('Kept', KnowledgeComment), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const text = cleanText(redact(c.req.valid('json').text, secrets), { maxBytes: 8_000 });
        const kept = await transact(tenant, actor, (tx) => commentEntry(tx, c.req.valid('param').id, text));
        return c.json({ id: kept.id, text: kept.text, actor: { kind: actor.kind, id: actor.id, name: actor.name }, at: iso(kept.at) }, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/{id}/confidence',
        tags,
        summary: 'Set how far an entry is trusted',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(KnowledgeConfidenceRequest) },
        responses: { 200: entryAnswer('Set'), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { confidence, reason } = c.req.valid('json');
        return c.json(
          presentEntry(await transact(tenant, actor, (tx) => setConfidence(tx, c.req.valid('param').id, confidence, reason))),
          200,
        );
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/{id}/outcomes',
        tags,
        summary: 'Tell whether the solution worked',
        description: 'A success raises the confidence by 0.02, a failure lowers it by 0.05. A success releases a candidate.',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(KnowledgeOutcomeRequest) },
        responses: { 200: entryAnswer('Counted'), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { success, resolutionSeconds, reason } = c.req.valid('json');
        const outcome = {
          ...{ success, resolutionSeconds: resolutionSeconds ?? null, incidentId: null },
          reason: reason ?? (success ? `${actor.name} said that it worked` : `${actor.name} said that it did not work`),
        };
        return c.json(presentEntry(await transact(tenant, actor, (tx) => recordOutcome(tx, c.req.valid('param').id, outcome))), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/kb/{id}/history',
        tags,
        summary: 'How the confidence moved, and what was done to the entry',
        middleware: [need('viewer')],
        request: { params: IdParam },
        responses: { 200: answer('History', KnowledgeHistory), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(await transact(tenant, actor, (tx) => readEntryHistory(tx, c.req.valid('param').id)), 200);
      },
    );
}
export type KnowledgeFeedbackRoutes = ReturnType<typeof createKnowledgeFeedbackRoutes>;
