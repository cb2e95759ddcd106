import { createRoute, type z } from '@hono/zod-openapi';
import { promptVersion } from '../../domain/diagnosis/prompt.ts';
import type { ModelAbout } from '../../domain/model/gate.ts';
import { type ModelState, readModelState } from '../../store/reads/model.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../env.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { ModelCheck, ModelCheckRequest, ModelShape } from '../schemas/model.ts';

type Shape = z.output<typeof ModelShape>;

function stateOf(about: ModelAbout | null, { resting, lastAnswerAt, lastFailure }: ModelState): Pick<Shape, 'state' | 'message'> {
  if (about === null) return { state: 'off', message: 'No model is switched on: rules and knowledge decide.' };
  if (resting !== null) return { state: 'resting', message: resting };
  if (lastFailure !== null && (lastAnswerAt === null || lastFailure.at > lastAnswerAt))
    return { state: 'failing', message: lastFailure.hint };
  return lastAnswerAt === null ? { state: 'not-asked', message: null } : { state: 'ok', message: null };
}

const present = (about: ModelAbout | null, found: ModelState): Shape => ({
  ...stateOf(about, found),
  provider: about?.provider ?? null,
  model: about?.model ?? null,
  models: [...(about?.models ?? [])],
  mode: about?.mode ?? null,
  host: about?.host ?? null,
  promptVersion,
  timeoutSeconds: about?.timeoutSeconds ?? null,
  today: { ...found.today, dailyTokens: about?.dailyTokens ?? null, dailyCost: about?.dailyCost ?? null },
  lastAnswerAt: found.lastAnswerAt,
  lastFailure: found.lastFailure,
});

async function runCheck({ model }: ApiDeps, caller: Caller, check: 'auth' | 'llm'): Promise<z.output<typeof ModelCheck>> {
  if (check === 'auth') {
    const { ok, message, credential } = await model.checkCredential();
    return { check, ok, message, credential, outcome: null, answer: null, tokensIn: 0, tokensOut: 0, ms: 0 };
  }
  const { ok, outcome, message, answer: said, usage } = await model.checkAnswer(caller);
  const { tokensIn, tokensOut, ms } = usage;
  return { check, ok, outcome, message, credential: null, answer: said, tokensIn, tokensOut, ms };
}

/** The language model: state, use, and self-checks. */
export function createModelRoutes(deps: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/model',
        tags: ['model'],
        summary: 'The language model, how it does and what it used today',
        middleware: [need('viewer')],
        responses: { 200: answer('The model', ModelShape), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(present(deps.model.about, await deps.transact(tenant, actor, readModelState)), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/model/check',
        tags: ['model'],
        summary: 'Try the credential (auth) or a question (llm)',
        description: 'A question counts against the daily budget. Credentials are shown by how they begin, never whole.',
        middleware: [need('operator')],
        request: { body: body(ModelCheckRequest) },
        responses: { 200: answer('What came of it', ModelCheck), ...writeErrors },
      }),
      async (c) => c.json(await runCheck(deps, callerOf(c), c.req.valid('json').check), 200),
    );
}
export type ModelRoutes = ReturnType<typeof createModelRoutes>;
