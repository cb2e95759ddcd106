import { IconArrowDownRight, IconArrowsExchange, IconArrowUpRight, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReplayAnswer } from '../lib/learning-contract.ts';
import { replaySentence } from '../lib/replay-words.ts';
import { actionWords, causeWords, confidenceText } from '../lib/words.ts';
import styles from './replay-result.module.css';
import { ToneBadge } from './state-badge.tsx';
import { TimeAgo } from './time-ago.tsx';

type Sample = ReplayAnswer['samples'][number];
const effects = {
  better: { tone: 'resolved', word: 'Better', Icon: IconArrowUpRight },
  worse: { tone: 'failed', word: 'Worse', Icon: IconArrowDownRight },
  other: { tone: 'quiet', word: 'Different', Icon: IconArrowsExchange },
} as const;

/** What a change of the rules or of the knowledge base would have done to stored cases, with samples to look at. */
export function ReplayResult({ replay }: { readonly replay: ReplayAnswer }) {
  const isHarmful = replay.worse > 0;
  return (
    <section className={styles.result} data-harmful={isHarmful} role="status" aria-label="Replay over stored cases">
      <p className={styles.sentence}>
        {isHarmful ? <IconArrowDownRight size={16} aria-hidden /> : <IconCheck size={16} aria-hidden />}
        {replaySentence(replay)}.
      </p>
      {replay.samples.length > 0 && (
        <ul>
          {replay.samples.map((sample) => (
            <SampleRow key={`${sample.incidentId} ${sample.at}`} sample={sample} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SampleRow({ sample }: { readonly sample: Sample }) {
  const { tone, word, Icon } = effects[sample.effect];
  return (
    <li className={styles.sample}>
      <ToneBadge tone={tone} icon={<Icon size={16} aria-hidden />}>
        {word}
      </ToneBadge>
      <div className={styles.body}>
        <p>
          <Link to="/incidents/$incidentId" params={{ incidentId: sample.incidentId }}>
            {sample.job}
          </Link>{' '}
          <span className="muted small">
            <TimeAgo at={sample.at} />
          </span>
        </p>
        <p className={styles.text}>{sample.text}</p>
        <p>
          <span className="only-read">from </span>
          <Verdict verdict={sample.before} /> <span aria-hidden>→</span>
          <span className="only-read"> to </span> <strong>{<Verdict verdict={sample.after} />}</strong>
          {sample.truth !== null && (
            <span className="muted">
              {' '}
              · settled by {sample.truth.by === 'human' ? 'a person' : 'the outcome'} as {causeWords[sample.truth.cause]},{' '}
              {actionWords[sample.truth.action].toLowerCase()}
            </span>
          )}
        </p>
      </div>
    </li>
  );
}

const Verdict = ({ verdict }: { readonly verdict: Sample['before'] }) => (
  <span>
    {causeWords[verdict.cause]}, {actionWords[verdict.action].toLowerCase()} ({confidenceText(verdict.confidence)})
  </span>
);
