import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { diagnose } from '../domain/diagnosis/ladder.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import type { Diagnosis, DiagnosisInput, Rule } from '../domain/diagnosis/types.ts';
import { wordingOpinion } from '../domain/diagnosis/wording/verdict.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { consultedEntries, knowledgeVerdict } from '../domain/knowledge/verdict.ts';
import type { AskModelAboutText, ModelOverride } from '../domain/model/gate.ts';
import { cleanText, stripControls } from '../domain/text/clean-text.ts';
import { redact } from '../domain/text/redact.ts';
import { readCalibration } from '../store/calibration.ts';
import { readConfirmed } from '../store/diagnoses.ts';
import { longestQuestion } from '../store/knowledge/search.ts';
import { readTenantRule } from '../store/rules.ts';
import type { ApiDeps } from './deps.ts';
import type { Caller } from './env.ts';

const textLimitBytes = 64 * 1024;

/** What the ladder says of a text that belongs to no case. */
export interface JudgedText {
  readonly diagnosis: Diagnosis;
  /** The tenant's own rule that the rules' verdict rests on. */
  readonly ownRule: Rule | null;
  /** Entries that are near the text, best first. */
  readonly found: readonly ScoredEntry[];
}

export interface TextToJudge {
  readonly platform: string;
  readonly text: string;
  /** The service that it comes from, where it is known. */
  readonly service?: string | null;
  /** Whether it is a failure's for certain, so that its words may be weighed where nothing else can tell. */
  readonly isFailure: boolean;
  /** Whether the model is asked when nothing else can tell; it stays unasked where none is switched on. */
  readonly useModel: boolean;
  /** Another model or address for this question. */
  readonly override?: ModelOverride;
}

/** Cleaned, redacted and bounded, as everything from outside is before it is read or handed on. */
export const safeInput = (deps: Pick<ApiDeps, 'settings'>, { platform, text }: Pick<TextToJudge, 'platform' | 'text'>): DiagnosisInput => ({
  platform,
  errorText: cleanText(redact(stripControls(text), deps.settings.secrets), { maxBytes: textLimitBytes }),
  logTail: '',
  exitCode: null,
  signal: null,
  platformReason: null,
});

/** What the ladder asks the store, in one transaction. */
async function askStore(deps: ApiDeps, { tenant, actor }: Caller, input: DiagnosisInput, service: string | null) {
  const evidence = normalise(input);
  const identity = fingerprint(input, evidence);
  const text = input.errorText.slice(0, longestQuestion);
  await deps.knowledge.prepare(text);
  const options = { states: ['active'], collection: null, limit: consultedEntries } as const;
  return deps.transact(tenant, actor, async (tx) => {
    const [confirmed, matcher, calibration, { items }] = await Promise.all([
      readConfirmed(tx, identity),
      deps.matcherFor(tx),
      readCalibration(tx),
      deps.knowledge.search(tx, { text, service, severity: null }, options),
    ]);
    const quotes = evidence.rootLine === '' ? [] : [evidence.rootLine.slice(0, 1_000)];
    return { confirmed, matcher, calibration, found: items, knowledge: knowledgeVerdict(items, identity, quotes) };
  });
}

/** The model that is switched on; an administrator who names a model or an address has one for that question in any case. */
export const modelToAsk = (deps: Pick<ApiDeps, 'askModel' | 'model'>, { model, url }: ModelOverride = {}): AskModelAboutText | undefined =>
  model === undefined && url === undefined ? deps.askModel : deps.model.askAboutText;

/** Runs the ladder over a text without keeping anything: confirmed verdicts, rules, the knowledge base, and the model if it is wanted. */
export async function judgeText(deps: ApiDeps, caller: Caller, asked: TextToJudge): Promise<JudgedText> {
  const { tenant, actor } = caller;
  const input = safeInput(deps, asked);
  const { found, ...known } = await askStore(deps, caller, input, asked.service ?? null);
  const options = { ...known, ...(asked.isFailure ? { wording: wordingOpinion } : {}) };
  const first = diagnose(input, options);
  const askModel = modelToAsk(deps, asked.override);
  const wantsModel = asked.useModel && askModel !== undefined && (first.cause === 'UNKNOWN' || first.decidedBy === 'wording');
  const model = wantsModel ? await askModel(caller, input, asked.override) : undefined;
  const diagnosis = model === undefined ? first : diagnose(input, { ...options, model });
  const source = diagnosis.stages.find((stage) => stage.stage === 'rules')?.source ?? null;
  const ownRule = source === null ? null : await deps.transact(tenant, actor, (tx) => readTenantRule(tx, source));
  return { diagnosis, found, ownRule };
}
