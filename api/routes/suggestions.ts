import type { z } from '@hono/zod-openapi';
import { createRoute } from '@hono/zod-openapi';
import { ruleOf } from '../../domain/learning/suggest-rules.ts';
import { listSuggestions, readSuggestion, type Suggestion } from '../../store/reads/suggestions.ts';
import { StoreRefusal } from '../../store/refusal.ts';
import type { RuleContent } from '../../store/rules.ts';
import { acceptSuggestion, rejectSuggestion } from '../../store/suggestions.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../env.ts';
import { replayRule } from '../replay-rule.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import {
  AcceptAnswer,
  AcceptRequest,
  AnalysisAnswer,
  AnalysisRequest,
  RejectRequest,
  SuggestionQuery,
  SuggestionShape,
} from '../schemas/suggestions.ts';
import { analyse, suggestedConfidence } from '../suggest.ts';

/** Fewest failures alike that make a suggestion. */
const minCounts = { corrections: 3, model: 5 } as const;
/** Stored cases that an acceptance is checked against. */
const replayed = { days: 90, limit: 1_000 } as const;

const present = (suggestion: Suggestion): SuggestionShape => ({ ...suggestion, examples: [...suggestion.examples] });

/** The rule that a suggestion becomes, with what the person wants otherwise. */
function contentOf(suggestion: Suggestion, different: z.output<typeof AcceptRequest>['rule']): RuleContent {
  const suggested = ruleOf(suggestion, suggestedConfidence[suggestion.source]);
  const changes = Object.fromEntries(Object.entries(different ?? {}).filter(([, value]) => value !== undefined));
  const examples = suggestion.examples.map((text) => ({ text, matches: true }));
  return { rule: { ...suggested, ...changes }, tags: ['suggested'], examples, enabled: true };
}

/** Replays first; a rule that would make stored verdicts worse needs to be forced. */
async function accept(deps: ApiDeps, caller: Caller, id: string, request: z.output<typeof AcceptRequest>): Promise<AcceptAnswer> {
  const { tenant, actor } = caller;
  const suggestion = await deps.transact(tenant, actor, (tx) => readSuggestion(tx, id));
  const content = contentOf(suggestion, request.rule);
  const replay = await replayRule(deps, caller, { rule: { ...content.rule, id: 'suggested' } }, replayed);
  if (replay.worse > 0 && !request.force)
    throw new StoreRefusal('conflict', `${replay.worse} stored cases would get a worse verdict; look at them, or accept it with force`, {
      replay,
    });
  return deps.transact(tenant, actor, async (tx) => {
    const ruleId = await acceptSuggestion(tx, id, content);
    return { ruleId, suggestion: present(await readSuggestion(tx, id)), replay };
  });
}

/** Rules that corrections or verdicts of the model speak for. */
export function createSuggestionRoutes(deps: ApiDeps) {
  const { transact } = deps;
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/suggestions',
        tags: ['suggestions'],
        summary: 'List suggested rules, newest first',
        middleware: [need('viewer')],
        request: { query: SuggestionQuery },
        responses: { 200: answer('Suggestions', pageOf(SuggestionShape)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cursor, limit, ...filter } = c.req.valid('query');
        const page = await transact(tenant, actor, (tx) => listSuggestions(tx, filter, { limit, cursor }));
        return c.json({ items: page.items.map(present), nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/suggestions',
        tags: ['suggestions'],
        summary: 'Look for rules in corrections, or in what only the model could tell',
        description: 'What is found is kept. A suggestion that was accepted or rejected does not come again.',
        middleware: [need('operator')],
        request: { body: body(AnalysisRequest) },
        responses: { 200: answer('What is open of it', AnalysisAnswer), ...writeErrors },
      }),
      async (c) => {
        const { minCount, ...request } = c.req.valid('json');
        const found = await analyse(deps, callerOf(c), { ...request, minCount: minCount ?? minCounts[request.source] });
        return c.json({ looked: found.looked, items: found.items.map(present) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/suggestions/{id}/accept',
        tags: ['suggestions'],
        summary: 'Make a suggestion a rule',
        description:
          'It is replayed over stored cases first. If it would make any of them worse, 409 shows them; `force` accepts it all the same.',
        middleware: [need('approver')],
        request: { params: IdParam, body: body(AcceptRequest) },
        responses: { 200: answer('Accepted', AcceptAnswer), ...writeErrors },
      }),
      async (c) => c.json(await accept(deps, callerOf(c), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/suggestions/{id}/reject',
        tags: ['suggestions'],
        summary: 'Put a suggestion away for good',
        middleware: [need('approver')],
        request: { params: IdParam, body: body(RejectRequest) },
        responses: { 200: answer('Rejected', SuggestionShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id } = c.req.valid('param');
        const rejected = await transact(tenant, actor, async (tx) => {
          await rejectSuggestion(tx, id, c.req.valid('json').reason);
          return readSuggestion(tx, id);
        });
        return c.json(present(rejected), 200);
      },
    );
}
export type SuggestionRoutes = ReturnType<typeof createSuggestionRoutes>;
