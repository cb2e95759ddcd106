import type { Diagnosis, LadderStage, StageVerdict } from '../diagnosis/types.ts';
import type { Cause, DiagnosisMethod, Origin } from '../incidents/vocabulary.ts';
import type { Classification, JobError } from './types.ts';

type Verdict = Pick<Classification, 'category' | 'cause' | 'confidence' | 'method' | 'reasoning'>;

const methodOf: Readonly<Record<LadderStage, DiagnosisMethod>> = {
  confirmed: 'human',
  rules: 'rule',
  knowledge: 'knowledge',
  wording: 'rule',
  model: 'model',
};

const nothingFits = 'Neither a rule nor the knowledge base could place it.';

const answers = (stage: StageVerdict): boolean => stage.outcome === 'answered' && stage.cause !== 'UNKNOWN';

const toVerdict = (stage: StageVerdict): Verdict => ({
  category: stage.origin,
  cause: stage.cause,
  confidence: stage.confidence,
  method: methodOf[stage.stage],
  reasoning: stage.reason,
});

/** The stage whose verdict the merged one took over, if it was one. */
const decidingStage = (diagnosis: Diagnosis): StageVerdict | undefined => {
  const agreeing = diagnosis.stages.filter(
    (stage) => answers(stage) && stage.cause === diagnosis.cause && stage.origin === diagnosis.origin,
  );
  return agreeing.find((stage) => methodOf[stage.stage] === diagnosis.method) ?? agreeing[0];
};

const mergedVerdict = (diagnosis: Diagnosis): Verdict => ({
  category: diagnosis.origin,
  cause: diagnosis.cause,
  confidence: diagnosis.confidence,
  method: diagnosis.method,
  reasoning: decidingStage(diagnosis)?.reason || (diagnosis.cause === 'UNKNOWN' ? nothingFits : diagnosis.rootCause) || nothingFits,
});

/** What the stages before the model say: a confirmed verdict, else the most confident one. */
function withoutModel(diagnosis: Diagnosis): Verdict {
  if (!diagnosis.stages.some((stage) => stage.stage === 'model' && stage.outcome === 'answered')) return mergedVerdict(diagnosis);
  const others = diagnosis.stages.filter((stage) => stage.stage !== 'model' && answers(stage));
  const best =
    others.find((stage) => stage.stage === 'confirmed') ??
    others.reduce<StageVerdict | null>((top, stage) => (top === null || stage.confidence > top.confidence ? stage : top), null);
  if (best !== null) return toVerdict(best);
  return { category: 'UNKNOWN', cause: 'UNKNOWN', confidence: 0.3, method: 'rule', reasoning: nothingFits };
}

const told = (stage: StageVerdict): string =>
  stage.outcome === 'answered'
    ? `${stage.stage}: ${stage.cause}/${stage.origin} ${stage.confidence.toFixed(2)}${stage.source === null ? '' : ` by ${stage.source}`} (${stage.reason})`
    : `${stage.stage}: ${stage.outcome} (${stage.reason})`;

/** A diagnosis as a report shows it; without the model's part where no model was to be used. */
export function classificationOf(diagnosis: Diagnosis, { useLlm }: { readonly useLlm: boolean }): Classification {
  const modelFree = withoutModel(diagnosis);
  return {
    ...(useLlm ? mergedVerdict(diagnosis) : modelFree),
    categoryWithoutModel: modelFree.category,
    trace: diagnosis.stages.filter((stage) => useLlm || stage.stage !== 'model').map(told),
  };
}

/** What is known of an error already: the case's diagnosis, and what a person said of it since. */
export interface KnownVerdict {
  readonly diagnosis: Diagnosis | null;
  readonly corrected: { readonly cause: Cause; readonly origin: Origin; readonly by: string } | null;
}

/** Takes the verdict that stands: a person's correction before the diagnosis; UNKNOWN where there is neither yet. */
export function classifyKnown({ diagnosis, corrected }: KnownVerdict, options: { readonly useLlm: boolean }): Classification {
  const found = diagnosis === null ? notYet : classificationOf(diagnosis, options);
  if (corrected === null) return found;
  return {
    category: corrected.origin,
    cause: corrected.cause,
    confidence: 1,
    method: 'human',
    reasoning: `Corrected by ${corrected.by}`,
    categoryWithoutModel: corrected.origin,
    trace: [...found.trace, `correction: ${corrected.cause}/${corrected.origin} 1.00 by ${corrected.by}`],
  };
}

const notYet: Classification = {
  category: 'UNKNOWN',
  cause: 'UNKNOWN',
  confidence: 0,
  method: 'rule',
  reasoning: 'The case has not been investigated yet.',
  categoryWithoutModel: 'UNKNOWN',
  trace: [],
};

/** What a model says of an error. It never throws: a model that cannot answer gives a verdict that says so. */
export type AskModel<Failure extends JobError> = (error: Failure) => Promise<StageVerdict>;

/** Whether a model has said something of an error, be it only that it cannot tell. */
export const modelSpoke = ({ trace }: Pick<Classification, 'trace'>): boolean =>
  trace.some((line) => /^model: (?!skipped|failed)/.test(line));

/** Asks the model where nothing else could tell and it has said nothing yet; `anew` asks all the same, for it is another model. */
export async function withModel<Failure extends JobError>(
  error: Failure,
  found: Classification,
  ask: AskModel<Failure>,
  { anew }: { readonly anew: boolean },
): Promise<Classification> {
  if (found.cause !== 'UNKNOWN' || found.method === 'human' || (modelSpoke(found) && !anew)) return found;
  const answer = await ask(error);
  const trace = [...found.trace.filter((line) => !line.startsWith('model: ')), told(answer)];
  return answers(answer) ? { ...found, ...toVerdict(answer), trace } : { ...found, trace };
}
