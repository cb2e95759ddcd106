import type { Case } from '../store/cases.ts';
import { giveUpClaims } from '../store/effects.ts';
import type { Tx } from '../store/tx.ts';
import { recordEffect } from './perform.ts';
import { submissionLine } from './submission-line.ts';

/** Settles what a case has sent and not heard of when people get it; an answer that comes after all still counts. The caller holds the case. */
export async function giveUpSubmissions(tx: Tx, found: Case, because: string): Promise<void> {
  for (const effect of await giveUpClaims(tx, found.id, because)) await recordEffect(tx, effect, submissionLine(effect, found.job));
}
