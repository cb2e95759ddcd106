import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp, IconThumbUp } from '@tabler/icons-react';
import { ChangeValues } from '../../../components/diff.tsx';
import { Mark, type MarkKind, markOfMethod } from '../../../components/mark.tsx';
import type { IncidentDetail, Round, StageVerdict } from '../../../lib/contract.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { actionWords, approvalReasonWords, causeWords, confidenceText, methodWords, riskWords } from '../../../lib/words.ts';
import { useMoves } from '../api/moves.ts';
import styles from './how-we-got-here.module.css';
import { ModelCalls } from './model-calls.tsx';

const stages: Readonly<Record<StageVerdict['stage'], { readonly word: string; readonly mark: MarkKind }>> = {
  confirmed: { word: 'Confirmed verdict', mark: 'person' },
  rules: { word: 'Rules', mark: 'rule' },
  knowledge: { word: 'Known cases', mark: 'rule' },
  wording: { word: 'Wording', mark: 'rule' },
  model: { word: 'Model', mark: 'model' },
};
const outcomes: Readonly<Record<StageVerdict['outcome'], string>> = {
  answered: 'answered',
  abstained: 'had no answer',
  skipped: 'not asked',
  failed: 'failed',
};

/** Every stage's own verdict and every decision, round by round. */
export function HowWeGotHere({ incident, onCorrect }: { readonly incident: IncidentDetail; readonly onCorrect: () => void }) {
  const [opened, section] = useDisclosure(false);
  const { rate } = useMoves(incident.id);
  const agree = (): void =>
    rate.mutate(
      { kind: 'correct' },
      {
        onSuccess: () => toast('Thank you, noted', 'The diagnosis counts as confirmed by you.'),
        onError: (error) => toastError('Not saved', error),
      },
    );
  return (
    <section aria-label="How we got here">
      <header>
        <Button
          variant="subtle"
          color="gray"
          px={0}
          onClick={section.toggle}
          aria-expanded={opened}
          rightSection={opened ? <IconChevronUp size={16} /> : <IconChevronDown size={16} />}
        >
          <h2>How we got here</h2>
        </Button>
        {incident.can.correct && (
          <span className="row wrap">
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconThumbUp size={14} />}
              loading={rate.isPending}
              onClick={agree}
            >
              Diagnosis is right
            </Button>
            <Button variant="subtle" color="gray" size="compact-sm" onClick={onCorrect}>
              Correct it…
            </Button>
          </span>
        )}
      </header>
      {opened ? (
        <>
          {incident.rounds.map((round, index) => (
            <RoundView key={round.round} round={round} title={index === 0 ? 'First failure' : `After rerun ${index}`} />
          ))}
          <ModelCalls calls={incident.modelCalls} />
        </>
      ) : (
        <p className="muted">
          What each stage said of the cause, and what was decided from it, in each of {incident.rounds.length}{' '}
          {incident.rounds.length === 1 ? 'round' : 'rounds'}.
        </p>
      )}
    </section>
  );
}

function RoundView({ round, title }: { readonly round: Round; readonly title: string }) {
  return (
    <div className={styles.round}>
      <h3>{title}</h3>
      <ol>
        {round.diagnosis?.stages.map((stage) => (
          <li key={stage.stage} className={styles.step} data-quiet={stage.outcome === 'skipped' || stage.outcome === 'abstained'}>
            <Mark kind={stages[stage.stage].mark} label={stages[stage.stage].word} />
            <div>
              <span className={styles.name}>{stages[stage.stage].word}</span> {outcomes[stage.outcome]}
              {stage.outcome === 'answered' && (
                <strong>
                  {' '}
                  {causeWords[stage.cause]}, {confidenceText(stage.confidence)}
                </strong>
              )}
              {stage.source !== null && <code> {stage.source}</code>}
              <p className="muted">{stage.reason}</p>
            </div>
          </li>
        ))}
        {round.diagnosis !== null && <Together diagnosis={round.diagnosis} />}
        {round.decisions.map((decision) => (
          <li key={decision.revision} className={styles.step}>
            <Mark kind="system" label="Policy" />
            <div>
              <span className={styles.name}>Policy</span> (version {decision.policyVersion}) <strong>{actionWords[decision.action]}</strong>
              , {decision.riskTier}: {riskWords[decision.riskTier]}
              {decision.changes.map((change) => (
                <div key={change.name} className="mono">
                  {change.name} <ChangeValues change={change} />
                </div>
              ))}
              <p className="muted">
                {decision.reason}
                {decision.approval.length > 0 &&
                  `. A person is asked: ${decision.approval.map(approvalReasonWords).join('; ').toLowerCase()}`}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What came of all stages together, and what calibration made of its confidence. */
function Together({ diagnosis: { cause, confidence, rawConfidence, method } }: { readonly diagnosis: NonNullable<Round['diagnosis']> }) {
  const isMoved = confidenceText(rawConfidence) !== confidenceText(confidence);
  return (
    <li className={styles.step}>
      <Mark kind={markOfMethod(method)} label={`Diagnosed ${methodWords[method]}`} />
      <div>
        <span className={styles.name}>Together</span>{' '}
        <strong>
          {causeWords[cause]}, {confidenceText(confidence)}
        </strong>{' '}
        {methodWords[method]}
        {isMoved && <p className="muted">Claimed {confidenceText(rawConfidence)}; calibrated by what came of such verdicts before.</p>}
      </div>
    </li>
  );
}
