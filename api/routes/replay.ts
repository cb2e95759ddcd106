import type { z } from '@hono/zod-openapi';
import { createRoute } from '@hono/zod-openapi';
import { validateTenantRule } from '../../domain/diagnosis/validate-tenant-rule.ts';
import { ruleOf } from '../../domain/learning/suggest-rules.ts';
import { readRule } from '../../store/reads/rules.ts';
import { readSuggestion } from '../../store/reads/suggestions.ts';
import type { Tx } from '../../store/tx.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { invalidField } from '../errors.ts';
import { replayEntry } from '../replay-entry.ts';
import { type RuleChange, replayRule } from '../replay-rule.ts';
import { answer, body, createRouter, IdParam, writeErrors } from '../router.ts';
import { toContent } from '../schemas/rules.ts';
import { EntryReplayRequest, ReplayAnswer, ReplayRequest } from '../schemas/suggestions.ts';
import { suggestedConfidence } from '../suggest.ts';

/** Id of a rule that is only tried. */
const triedId = 'tried';

/** @throws AppError invalid, StoreRefusal not-found */
async function changeOf(tx: Tx, { rule, ruleId, suggestionId }: z.output<typeof ReplayRequest>): Promise<RuleChange> {
  if (rule !== undefined) {
    const tried = { ...toContent(rule).rule, id: ruleId ?? triedId };
    const [problem] = validateTenantRule(tried, []);
    if (problem !== undefined) throw invalidField(`rule.${problem.field}`, problem.message);
    return { rule: tried };
  }
  if (suggestionId !== undefined) {
    const suggestion = await readSuggestion(tx, suggestionId);
    return { rule: { ...ruleOf(suggestion, suggestedConfidence[suggestion.source]), id: triedId } };
  }
  return { rule: (await readRule(tx, ruleId ?? '')).rule, removes: true };
}

/** What a change of the rules, or an entry of the knowledge base, would have done to failures that are stored. */
export function createReplayRoutes(deps: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/rules/replay',
        tags: ['rules'],
        summary: 'Show which stored verdicts a change of the rules would change, for better and for worse',
        description: 'Better and worse are told by what people and outcomes settled. Nothing is changed.',
        middleware: [need('operator')],
        request: { body: body(ReplayRequest) },
        responses: { 200: answer('Counts and samples', ReplayAnswer), ...writeErrors },
      }),
      async (c) => {
        const caller = callerOf(c);
        const request = c.req.valid('json');
        const change = await deps.transact(caller.tenant, caller.actor, (tx) => changeOf(tx, request));
        return c.json(await replayRule(deps, caller, change, { days: request.days, limit: request.limit }), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/{id}/replay',
        tags: ['knowledge'],
        summary: 'Show which stored verdicts a knowledge entry changes once it is in use, for better and for worse',
        description:
          'Compares the knowledge base with and without verdicts that rest on this entry, a candidate or one in use. Better and worse are told by what people and outcomes settled. Nothing is changed.',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(EntryReplayRequest) },
        responses: { 200: answer('Counts and samples', ReplayAnswer), ...writeErrors },
      }),
      async (c) => c.json(await replayEntry(deps, callerOf(c), c.req.valid('param').id, c.req.valid('json')), 200),
    );
}
export type ReplayRoutes = ReturnType<typeof createReplayRoutes>;
