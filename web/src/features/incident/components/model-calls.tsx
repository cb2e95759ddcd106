import { Mark } from '../../../components/mark.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { ModelCall } from '../../../lib/contract.ts';
import { duration } from '../../../lib/time.ts';
import styles from './how-we-got-here.module.css';

const purposes: Readonly<Record<string, string>> = {
  diagnosis: 'for a diagnosis',
  mail: 'to explain the failure in a mail',
  classify: 'for a classification',
  check: 'for a check',
};

/** What a model was asked for this case: which one, with which version of the question, and what it took. */
export function ModelCalls({ calls }: { readonly calls: readonly ModelCall[] }) {
  if (calls.length === 0) return null;
  return (
    <div className={styles.round}>
      <h3>Asked of the model</h3>
      <ol>
        {calls.map((call) => (
          <li key={call.id} className={styles.step}>
            <Mark kind="model" label="Model" />
            <div>
              <span className={styles.name}>{call.model}</span> ({call.provider}) asked {purposes[call.purpose] ?? call.purpose},{' '}
              {call.outcome === null ? 'not answered yet' : call.outcome}
              <p className="muted">{[...taken(call), `prompt version ${call.promptVersion}`].join(' · ')}</p>
              {call.hint !== null && <p className="muted">{call.hint}</p>}
              <p className="muted small">
                <TimeAgo at={call.at} />
              </p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Cost is in the currency of the configured prices, and without prices it is not known. */
const taken = ({ tokensIn, tokensOut, cost, durationMs }: ModelCall): readonly string[] => [
  `${tokensIn.toLocaleString('en')} tokens in, ${tokensOut.toLocaleString('en')} out`,
  cost === 0 ? 'no price configured' : `cost ${cost < 0.01 ? cost.toFixed(6) : cost.toFixed(2)}`,
  ...(durationMs === null ? [] : [duration(durationMs)]),
];
