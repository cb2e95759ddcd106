import { Tooltip } from '@mantine/core';
import { IconListCheck, IconMoonFilled, IconSparkles, IconUser } from '@tabler/icons-react';
import type { Actor, Method } from '../lib/contract.ts';
import { methodWords } from '../lib/words.ts';
import styles from './mark.module.css';

export type MarkKind = 'person' | 'rule' | 'model' | 'system';
const icons = { person: IconUser, rule: IconListCheck, model: IconSparkles, system: IconMoonFilled } as const;
const words: Readonly<Record<MarkKind, string>> = { person: 'A person', rule: 'A rule', model: 'The model', system: 'The system' };

/** Who did it: person, rule, model or system, each with a shape of its own, the same on every screen. */
export function Mark({ kind, label }: { readonly kind: MarkKind; readonly label?: string }) {
  const Icon = icons[kind];
  const text = label ?? words[kind];
  return (
    <Tooltip label={text}>
      <span className={`${styles.mark} ${styles[kind]}`}>
        <Icon size={12} stroke={2} aria-hidden />
        <span className="only-read">{text}</span>
      </span>
    </Tooltip>
  );
}

/** The mark of an actor of the record. */
export const markOfActor = (actor: Actor): MarkKind => (actor.kind === 'human' ? 'person' : 'system');

const methodMarks: Readonly<Record<Method, MarkKind>> = {
  rule: 'rule',
  knowledge: 'rule',
  model: 'model',
  human: 'person',
  degraded: 'system',
};
/** The mark of how a diagnosis was reached. */
export const markOfMethod = (method: Method): MarkKind => methodMarks[method];

/** Confidence with the mark and the words of its method: `0.91 by a rule`. */
export function Confidence({
  confidence,
  method,
  words: withWords = true,
}: {
  readonly confidence: number;
  readonly method: Method;
  readonly words?: boolean;
}) {
  return (
    <span className={styles.named}>
      <Mark kind={markOfMethod(method)} label={`Diagnosed ${methodWords[method]}`} />
      <Tooltip label={`Confidence ${Math.round(confidence * 100)} %`}>
        <span>{confidence.toFixed(2)}</span>
      </Tooltip>
      {withWords && <span className="muted">{methodWords[method]}</span>}
    </span>
  );
}
