import { brierOf, eceOf } from '../diagnosis/calibration/error.ts';
import type { Diagnosis } from '../diagnosis/types.ts';

/** One text with the verdicts that its readers accept. Labels may be absent. */
export interface EvaluationItem {
  readonly id: string;
  readonly platform: string;
  readonly text: string;
  readonly causes?: readonly string[];
  readonly origins?: readonly string[];
  readonly actions?: readonly string[];
}

/** From this confidence an action is done without asking. */
const actsFrom = 0.85;
const retries: readonly string[] = ['RETRY', 'RETRY_WITH_NEW_PARAMS'];

type Verdict = Pick<Diagnosis, 'cause' | 'origin' | 'proposedAction' | 'confidence' | 'method' | 'stages' | 'rootLine'>;
interface Judged {
  readonly item: EvaluationItem;
  readonly verdict: Verdict;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const accepts = (accepted: readonly string[] | undefined, value: string): boolean => accepted?.includes(value) ?? false;
const shareOf = (judged: readonly Judged[], test: (one: Judged) => boolean): number | null =>
  share(judged.filter(test).length, judged.length);

/** Mean of the F1 of every cause, over the texts with exactly one accepted cause. */
function macroF1(judged: readonly Judged[]): number | null {
  const single = judged.filter(({ item }) => item.causes?.length === 1);
  const causes = [...new Set(single.map(({ item }) => item.causes?.[0] ?? ''))];
  const scores = causes.map((cause) => {
    const hits = single.filter(({ item, verdict }) => verdict.cause === cause && item.causes?.[0] === cause).length;
    const said = single.filter(({ verdict }) => verdict.cause === cause).length;
    const meant = single.filter(({ item }) => item.causes?.[0] === cause).length;
    return (2 * hits) / (said + meant);
  });
  return share(
    scores.reduce((sum, score) => sum + score, 0),
    scores.length,
  );
}

const isRight = ({ item, verdict }: Judged): boolean => accepts(item.causes, verdict.cause);

const scored = (judged: readonly Judged[]) => judged.map((one) => ({ confidence: one.verdict.confidence, right: isRight(one) }));

const wouldAct = ({ verdict }: Judged): boolean => verdict.confidence >= actsFrom;
const isUnsafe = (one: Judged): boolean =>
  wouldAct(one) && retries.includes(one.verdict.proposedAction) && !one.item.actions?.some((action) => retries.includes(action));

/** A failure that would be closed in silence, although no reader takes it for meant. */
const isPassedOver = (one: Judged): boolean =>
  wouldAct(one) && one.verdict.proposedAction === 'IGNORE' && !accepts(one.item.actions, 'IGNORE');

/** Names of the verdicts that no reader accepts; undefined when all that have a label are accepted. */
function wrongParts({ item, verdict }: Judged): string | undefined {
  const parts = [
    ['cause', item.causes, verdict.cause],
    ['origin', item.origins, verdict.origin],
    ['action', item.actions, verdict.proposedAction],
  ] as const;
  const wrong = parts.flatMap(([name, accepted, said]) =>
    accepted === undefined || accepts(accepted, said) ? [] : [`${name}≠${accepted}`],
  );
  return wrong.length === 0 ? undefined : wrong.join(' ');
}

/** Diagnoses all items and computes the figures; without labels only the verdicts remain. */
export function evaluate(items: readonly EvaluationItem[], diagnoseItem: (item: EvaluationItem) => Verdict) {
  const judged = items.map((item): Judged => ({ item, verdict: diagnoseItem(item) }));
  const labelled = judged.filter(({ item }) => item.causes !== undefined);
  const withOrigin = judged.filter(({ item }) => item.origins !== undefined);
  const withAction = judged.filter(({ item }) => item.actions !== undefined);
  const tellable = labelled.filter(({ item }) => !accepts(item.causes, 'UNKNOWN'));
  const retryOnly = withAction.filter(
    ({ item }) => item.actions?.length !== 0 && item.actions?.every((action) => retries.includes(action)),
  );
  return {
    n: items.length,
    causeAccuracy: shareOf(labelled, isRight),
    causeMacroF1: macroF1(labelled),
    originAccuracy: shareOf(withOrigin, ({ item, verdict }) => accepts(item.origins, verdict.origin)),
    actionAccuracy: shareOf(withAction, ({ item, verdict }) => accepts(item.actions, verdict.proposedAction)),
    unknownShare: shareOf(tellable, ({ verdict }) => verdict.cause === 'UNKNOWN'),
    unsafeRetries: withAction.filter(isUnsafe).length,
    passedOver: withAction.filter(isPassedOver).length,
    actsAlone: shareOf(retryOnly, (one) => wouldAct(one) && retries.includes(one.verdict.proposedAction)),
    brier: labelled.length === 0 ? null : brierOf(scored(labelled)),
    ece: labelled.length === 0 ? null : eceOf(scored(labelled)),
    perItem: judged.map((one) => ({
      id: one.item.id,
      cause: one.verdict.cause,
      origin: one.verdict.origin,
      action: one.verdict.proposedAction,
      confidence: one.verdict.confidence,
      method: one.verdict.method,
      actsAlone: wouldAct(one),
      rule: one.verdict.stages.find((stage) => stage.stage === 'rules')?.source ?? null,
      rootLine: one.verdict.rootLine.slice(0, 200),
      wrong: wrongParts(one),
    })),
  };
}

/** The figures, and the verdict on each text. */
export type Evaluation = ReturnType<typeof evaluate>;
