import { randomUUID } from 'node:crypto';
import { type Config, secretValues } from '../config.ts';
import { checkCredential } from '../connectors/model/check-credential.ts';
import type { ModelEndpoint } from '../connectors/model/contract.ts';
import type { DeskLog, DeskQuestion, ModelDesk } from '../connectors/model/desk.ts';
import { VerdictSchema } from '../connectors/model/verdict-schema.ts';
import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { failedModelStage, toModelStage } from '../domain/diagnosis/model-verdict.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import { composePrompt, promptVersion, questionKey } from '../domain/diagnosis/prompt.ts';
import type { DiagnosisInput, StageVerdict } from '../domain/diagnosis/types.ts';
import { questionText } from '../domain/knowledge/question-text.ts';
import { consultedEntries } from '../domain/knowledge/verdict.ts';
import type { AnswerCheck, ModelAbout, ModelCaller, ModelGate, ModelOverride } from '../domain/model/gate.ts';
import { readExamples, similarCases } from '../store/knowledge/model-knowledge.ts';
import type { KnowledgeSearch } from '../store/knowledge/search.ts';
import type { Transact } from '../store/tx.ts';
import { modelEndpoint, modelOptions, openDesk } from './model.ts';
import { endpointFor, overrideProblem } from './model-override.ts';

/** What a question about a text is composed from, and where its answer is kept. */
export interface GateParts {
  readonly transact: Transact;
  readonly knowledge: KnowledgeSearch;
  /** Hears of calls that ended without an answer. */
  readonly log: DeskLog;
}

const off = 'No model is switched on (LLM_PROVIDER is none): rules and knowledge decide.';

const aboutModel = (config: Config, endpoint: ModelEndpoint): ModelAbout => ({
  provider: endpoint.kind,
  model: endpoint.model,
  models: [...new Set([endpoint.model, ...config.LLM_MODELS])],
  mode: config.LLM_MODE,
  host: new URL(endpoint.baseUrl).host,
  timeoutSeconds: config.LLM_TIMEOUT_SECONDS,
  dailyTokens: config.LLM_DAILY_TOKENS === 0 ? null : config.LLM_DAILY_TOKENS,
  dailyCost: config.LLM_DAILY_COST ?? null,
});

/** What people and past cases say of failures like this one. */
async function readKnown({ transact, knowledge }: GateParts, { tenant, actor }: ModelCaller, text: string) {
  const question = { text, service: null, severity: null };
  await knowledge.prepare(question.text);
  return transact(tenant, actor, async (tx) => {
    const [examples, { items }] = await Promise.all([
      readExamples(knowledge, tx, question),
      knowledge.search(tx, question, { states: ['active'], collection: null, limit: consultedEntries }),
    ]);
    return { examples, similar: similarCases(items) };
  });
}

/** A text that belongs to no case, as the facts of a prompt. */
const factsOf = (input: DiagnosisInput) => ({
  job: {
    name: 'not told',
    application: 'not told',
    platform: input.platform,
    criticality: 'normal',
    idempotent: false,
    tunables: [],
  } as const,
  parameters: {},
  attempt: 0,
  evidence: normalise(input),
  history: [],
  precedent: null,
});

async function askAboutText(
  parts: GateParts,
  { desk, where, secrets }: { readonly desk: ModelDesk; readonly where: string; readonly secrets: readonly string[] },
  { tenant, actor }: ModelCaller,
  input: DiagnosisInput,
): Promise<StageVerdict> {
  const told = factsOf(input);
  const facts = { ...told, ...(await readKnown(parts, { tenant, actor }, questionText(input, told.evidence))) };
  const identity = fingerprint(input, facts.evidence);
  const reply = await desk({
    tenantId: tenant,
    actor,
    purpose: 'classify',
    key: `${questionKey(identity, facts.examples)}${where}`,
    holder: randomUUID(),
    incidentId: null,
    fingerprint: identity,
    promptVersion,
    ...composePrompt(facts),
    schema: VerdictSchema,
  });
  if (reply.outcome !== 'answered') return failedModelStage(reply.hint).verdict;
  const { model, calls } = reply.usage;
  return toModelStage(reply.value, { evidence: facts.evidence, tunables: [], model, reused: calls === 0, secrets }).verdict;
}

/** Whoever checks waits for the answer; programs give up after half a minute. */
const checkPatienceMs = 25_000;

async function sayHello(desk: ModelDesk, { tenant, actor }: ModelCaller): Promise<AnswerCheck> {
  const question: DeskQuestion<string> = {
    tenantId: tenant,
    actor,
    purpose: 'check',
    key: `check:${randomUUID()}`,
    holder: randomUUID(),
    incidentId: null,
    fingerprint: null,
    promptVersion: 'check-1',
    instructions: 'You answer in one short sentence.',
    prompt: 'Say hello in one sentence.',
    schema: null,
    maxResponseTokens: 100,
  };
  const reply = await desk(question, AbortSignal.timeout(checkPatienceMs));
  if (reply.outcome === 'cancelled')
    return {
      ok: false,
      outcome: 'timeout',
      message: `No answer within ${checkPatienceMs / 1000} seconds.`,
      answer: null,
      usage: reply.usage,
    };
  if (reply.outcome !== 'answered') return { ok: false, outcome: reply.outcome, message: reply.hint, answer: null, usage: reply.usage };
  const answer = reply.value.slice(0, 1_000).trim();
  const message = answer === '' ? 'The model answered with nothing.' : 'The model answered.';
  return { ok: answer !== '', outcome: answer === '' ? 'invalid' : 'answered', message, answer, usage: reply.usage };
}

/** The model for the API: state, self-checks, and verdicts on texts that belong to no case. */
export function createModelGate(config: Config, parts: GateParts): ModelGate {
  const { transact, log } = parts;
  const endpoint = modelEndpoint(config);
  const desk = endpoint === null ? null : openDesk(config, transact, endpoint, log);
  const unused = { model: '', tokensIn: 0, tokensOut: 0, ms: 0, calls: 0 };
  return {
    about: endpoint === null ? null : aboutModel(config, endpoint),
    checkCredential: async () =>
      endpoint === null
        ? { ok: false, message: off, credential: null }
        : checkCredential({ ...modelOptions(config, endpoint), timeoutMs: Math.min(config.LLM_TIMEOUT_SECONDS * 1000, checkPatienceMs) }),
    checkAnswer: async (caller) =>
      desk === null ? { ok: false, outcome: 'unreachable', message: off, answer: null, usage: unused } : sayHello(desk, caller),
    askAboutText: async (caller, input, override = {}) => {
      const chosen = endpointFor(config, endpoint, override);
      if (chosen === null) return failedModelStage(off).verdict;
      const own = chosen === endpoint && desk !== null;
      const asked = own ? desk : openDesk(config, transact, chosen, log);
      const where = own ? '' : `:${chosen.model}@${new URL(chosen.baseUrl).host}`;
      return askAboutText(parts, { desk: asked, where, secrets: secretValues(config) }, caller, input);
    },
    overrideProblem: (override: ModelOverride) => overrideProblem(config, endpoint, override),
  };
}
