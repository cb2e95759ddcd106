import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ReplayResult } from '../../../components/replay-result.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import { fieldError, isStale } from '../../../lib/field-errors.ts';
import type { Rule, RuleTestAnswer } from '../../../lib/learning-contract.ts';
import { toast } from '../../../lib/toast.ts';
import { draftOf, emptyDraft, examplesOf, type RuleDraft, replayKey, requestOf } from '../api/draft.ts';
import { ruleQuery, testQuery, useRuleChanges } from '../api/rules.ts';
import { Examples } from './examples.tsx';
import styles from './rule.module.css';
import { RuleChanged } from './rule-changed.tsx';
import { PatternField, VerdictFields } from './rule-fields.tsx';

interface RuleFormProps {
  /** Without a rule a new one is written. */
  readonly rule: Rule | null;
  /** The rule that was saved; nothing when it was left as it is. */
  readonly onDone: (savedId?: string) => void;
}

/** Writes or changes a rule: tried on its examples at every key, and replayed over stored cases before it is saved. */
export function RuleForm({ rule, onDone }: RuleFormProps) {
  const [base, setBase] = useState(rule);
  const [draft, setDraft] = useState<RuleDraft>(base === null ? emptyDraft : draftOf(base));
  const [settled] = useDebouncedValue(draft, 350);
  const test = useQuery(testQuery(requestOf(settled), examplesOf(settled)));
  const set = (change: Partial<RuleDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const answer = draft.pattern === '' ? undefined : test.data;
  const changed = base !== null && rule !== null && base.version !== rule.version ? rule : null;
  return (
    <div className={styles.form}>
      <h1>{base === null ? 'Write a rule' : base.source === 'built-in' ? 'Change the built-in rule here' : 'Edit the rule'}</h1>
      {changed !== null && (
        <RuleChanged
          theirs={changed}
          onTake={() => {
            setBase(changed);
            setDraft(draftOf(changed));
          }}
          onKeep={() => setBase(changed)}
        />
      )}
      <div className={styles.columns}>
        <div className={styles.fields}>
          <PatternField draft={draft} set={set} test={answer} />
          <VerdictFields draft={draft} set={set} test={answer} />
        </div>
        <Examples
          ruleId={base?.id ?? null}
          draft={draft}
          set={set}
          test={answer}
          isAsking={test.isFetching}
          error={test.isError ? test.error : null}
        />
      </div>
      <SaveBar draft={draft} base={base} isBlocked={changed !== null} test={answer} onDone={onDone} />
    </div>
  );
}

interface SaveBarProps {
  readonly draft: RuleDraft;
  readonly base: Rule | null;
  readonly isBlocked: boolean;
  readonly test: RuleTestAnswer | undefined;
  readonly onDone: (savedId?: string) => void;
}

/** First the replay, then the saving; where the replay cannot be had, saving without it. */
function SaveBar({ draft, base, isBlocked, test, onDone }: SaveBarProps) {
  const client = useQueryClient();
  const { add, replace, replay } = useRuleChanges();
  const [replayed, setReplayed] = useState<string | null>(null);
  const isReplayed = replayed === replayKey(draft) && !replay.isPending;
  const examples = examplesOf(draft);
  const why = whyNot(draft, test);
  const error = add.error ?? replace.error;
  const save = async (): Promise<void> => {
    const request = { ...requestOf(draft), examples };
    try {
      const saved =
        base === null ? await add.mutateAsync(request) : await replace.mutateAsync({ ...request, id: base.id, version: base.version });
      toast('Rule saved', 'It holds from the next failure on.');
      onDone(saved.id);
    } catch (problem) {
      if (base !== null && isStale(problem)) await client.refetchQueries(ruleQuery(base.id));
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (why !== null || isBlocked) return;
    if (isReplayed) return void save();
    const key = replayKey(draft);
    replay.mutate({ rule: requestOf(draft), ...(base === null ? {} : { ruleId: base.id }) }, { onSettled: () => setReplayed(key) });
  };
  const harm = isReplayed && replay.data !== undefined ? replay.data.worse : 0;
  return (
    <form onSubmit={submit} className={styles.save}>
      {isReplayed && replay.data !== undefined && <ReplayResult replay={replay.data} />}
      {isReplayed && replay.isError && (
        <p className={styles.problem} role="alert">
          The stored cases could not be replayed: {messageOf(replay.error)}. The rule can be saved all the same.
        </p>
      )}
      <div className={styles.actions}>
        <Button
          type="submit"
          color={harm > 0 ? 'red' : 'night'}
          disabled={why !== null || isBlocked}
          loading={replay.isPending || add.isPending || replace.isPending}
        >
          {!isReplayed ? 'Replay over stored cases' : harm > 0 ? `Save although ${harm} would get worse` : 'Save the rule'}
        </Button>
        <Button variant="default" onClick={() => onDone()}>
          Back without saving
        </Button>
        {why !== null && <span className="muted">{why}.</span>}
        {error !== null && !isStale(error) && (
          <span className={styles.problem} role="alert">
            Not saved: {fieldError(error, 'examples') ?? messageOf(error)}
          </span>
        )}
      </div>
    </form>
  );
}

/** Why a draft cannot be saved yet; null when it can. */
function whyNot(draft: RuleDraft, test: RuleTestAnswer | undefined): string | null {
  if (draft.title.trim() === '') return 'It needs a title';
  if (draft.pattern === '') return 'It needs a pattern';
  if (test === undefined) return 'It is being tried on its examples';
  const missed = test.examples.some((example) => example.expected !== null && example.expected !== example.matches);
  if (missed) return 'An example does not come out as it should';
  return test.valid ? null : 'Something in it is wrong, see above';
}
