import { ActionIcon, Button, SegmentedControl, Textarea } from '@mantine/core';
import { IconCheck, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { Quotes } from '../../../components/quotes.tsx';
import { ToneBadge } from '../../../components/state-badge.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import type { RuleTestAnswer } from '../../../lib/learning-contract.ts';
import type { Example, RuleDraft } from '../api/draft.ts';
import styles from './rule.module.css';

interface ExamplesProps {
  readonly draft: RuleDraft;
  readonly set: (change: Partial<RuleDraft>) => void;
  readonly test: RuleTestAnswer | undefined;
  readonly isAsking: boolean;
  readonly error: unknown;
  /** The rule that is being changed. */
  readonly ruleId: string | null;
}

const most = 20;

/** Texts that the rule must fit, or must not: tried while one types, and kept with the rule. */
export function Examples({ draft, set, test, isAsking, error, ruleId }: ExamplesProps) {
  const { examples } = draft;
  const change = (index: number, next: Partial<Example>): void =>
    set({ examples: examples.map((example, position) => (position === index ? { ...example, ...next } : example)) });
  return (
    <section className={styles.examples} aria-label="Examples" data-asking={isAsking}>
      <h2>Examples</h2>
      <p className="muted">Texts as they stand in logs, tried as you type. They are kept with the rule and tried again at every change.</p>
      {error !== null && <p className={styles.problem}>Could not be tried: {messageOf(error)}.</p>}
      <ol>
        {examples.map((example, index) => (
          <li key={`${index} of the form`} className={styles.example}>
            <div className={styles.exampleHead}>
              <SegmentedControl
                size="xs"
                aria-label={`What example ${index + 1} must do`}
                value={example.matches ? 'fit' : 'not'}
                data={[
                  { value: 'fit', label: 'Must fit' },
                  { value: 'not', label: 'Must not fit' },
                ]}
                onChange={(value) => change(index, { matches: value === 'fit' })}
              />
              <Result example={example} test={test} />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove example ${index + 1}`}
                disabled={examples.length === 1 && example.text === ''}
                onClick={() =>
                  set({ examples: examples.length === 1 ? [{ text: '', matches: true }] : examples.filter((one) => one !== example) })
                }
              >
                <IconTrash size={16} />
              </ActionIcon>
            </div>
            <Textarea
              aria-label={`Example ${index + 1}`}
              rows={2}
              spellCheck={false}
              classNames={{ input: styles.mono ?? '' }}
              maxLength={16_384}
              placeholder="Paste a line of a log"
              value={example.text}
              onChange={(event) => change(index, { text: event.currentTarget.value })}
            />
            <Found example={example} test={test} ruleId={ruleId} />
          </li>
        ))}
      </ol>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        disabled={examples.length >= most}
        onClick={() => set({ examples: [...examples, { text: '', matches: true }] })}
      >
        Add an example
      </Button>
    </section>
  );
}

const answerTo = (example: Example, test: RuleTestAnswer | undefined) => test?.examples.find((one) => one.text === example.text);

function Result({ example, test }: { readonly example: Example; readonly test: RuleTestAnswer | undefined }) {
  const answer = answerTo(example, test);
  if (example.text.trim() === '' || answer === undefined) return <span />;
  const isRight = answer.matches === example.matches;
  return (
    <ToneBadge
      tone={isRight ? 'resolved' : 'failed'}
      icon={isRight ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
    >
      {answer.matches ? 'Fits' : 'Does not fit'}
    </ToneBadge>
  );
}

function Found({
  example,
  test,
  ruleId,
}: {
  readonly example: Example;
  readonly test: RuleTestAnswer | undefined;
  readonly ruleId: string | null;
}) {
  const answer = answerTo(example, test);
  if (answer === undefined || answer.quotes.length === 0) return null;
  const isWhole = answer.quotes.length === 1 && answer.quotes[0]?.trim() === example.text.trim();
  return (
    <>
      {!isWhole && <Quotes quotes={answer.quotes} />}
      {answer.decidedBy !== null && answer.decidedBy !== 'tried' && answer.decidedBy !== ruleId && (
        <p className="muted small">
          This text would still be decided by <code>{answer.decidedBy}</code>.
        </p>
      )}
    </>
  );
}
