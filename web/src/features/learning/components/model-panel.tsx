import { IconCircleCheckFilled, IconCircleMinus, IconClockPause, IconHelpCircle, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ToneBadge } from '../../../components/state-badge.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Model } from '../../../lib/learning-contract.ts';
import type { Tone } from '../../../lib/words.ts';
import { modelQuery } from '../api/learning.ts';
import styles from './learning.module.css';
import { Panel } from './panel.tsx';

const states: Readonly<Record<Model['state'], { readonly tone: Tone; readonly word: string; readonly Icon: typeof IconX }>> = {
  ok: { tone: 'resolved', word: 'Answers', Icon: IconCircleCheckFilled },
  off: { tone: 'quiet', word: 'Off', Icon: IconCircleMinus },
  resting: { tone: 'degraded', word: 'Resting after failures', Icon: IconClockPause },
  failing: { tone: 'failed', word: 'Does not answer', Icon: IconX },
  'not-asked': { tone: 'quiet', word: 'Not asked yet', Icon: IconHelpCircle },
};
const modes: Readonly<Record<string, string>> = { 'on-miss': 'asked when rules and knowledge are not sure', always: 'asked every time' };

/** Which language model is used, whether it answers, and what it has cost today. */
export function ModelPanel() {
  return (
    <Panel title="Model" query={useQuery(modelQuery())}>
      {(model) => {
        const { tone, word, Icon } = states[model.state];
        return (
          <>
            <p className={styles.headline}>
              <ToneBadge tone={tone} icon={<Icon size={16} aria-hidden />}>
                {word}
              </ToneBadge>{' '}
              <span className="muted">
                {model.state === 'off'
                  ? 'Rules and knowledge decide; nothing leaves this machine.'
                  : [model.model, model.provider, modes[model.mode ?? '']].filter((part) => part != null).join(' · ')}
              </span>
            </p>
            {model.state !== 'off' && <Today today={model.today} />}
            {model.message !== null && model.state !== 'off' && <p className="muted small">{model.message}</p>}
            {model.lastFailure !== null && (
              <p className="muted small">
                Last failure <TimeAgo at={model.lastFailure.at} />: {model.lastFailure.outcome}
                {model.lastFailure.hint !== null && `. ${model.lastFailure.hint}`}
              </p>
            )}
          </>
        );
      }}
    </Panel>
  );
}

function Today({ today }: { readonly today: Model['today'] }) {
  return (
    <dl className={styles.numbers}>
      <div>
        <dt>Questions today (UTC)</dt>
        <dd>
          {today.questions.toLocaleString('en')}
          {today.failed > 0 && <span className="muted"> {today.failed} failed</span>}
        </dd>
      </div>
      <Budget name="Tokens" used={today.budgetTokens} limit={today.dailyTokens} text={(value) => value.toLocaleString('en')} />
      <Budget name="Cost" used={today.budgetCost} limit={today.dailyCost} text={(value) => value.toFixed(2)} />
    </dl>
  );
}

interface BudgetProps {
  readonly name: string;
  readonly used: number;
  readonly limit: number | null;
  readonly text: (value: number) => string;
}

/** What is used up of a daily budget, as numbers and as a bar. */
function Budget({ name, used, limit, text }: BudgetProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {text(used)} <span className="muted">{limit === null ? 'no limit' : `of ${text(limit)}`}</span>
        {limit !== null && (
          <span className={styles.track} aria-hidden>
            <span
              className={styles.bar}
              data-full={used >= limit}
              style={{ width: `${Math.min(100, Math.round((used / Math.max(limit, 1e-9)) * 100))}%` }}
            />
          </span>
        )}
      </dd>
    </div>
  );
}
