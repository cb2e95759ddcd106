import type { ReplayAnswer } from './learning-contract.ts';
import { count } from './words.ts';

/** What a change of the rules or of the knowledge base would do to stored cases, in one sentence. */
export function replaySentence({ cases, unchanged, better, worse, other }: ReplayAnswer): string {
  const changed = cases - unchanged;
  if (cases === 0) return 'There is no stored case to try it on yet';
  if (changed === 0) return `Would change none of ${count(cases, 'stored case')}`;
  const parts = [
    better > 0 ? `${better} for the better` : '',
    worse > 0 ? `${worse} for the worse` : '',
    other > 0 ? `${other} where nobody has settled which is right` : '',
  ].filter((part) => part !== '');
  return `Would change ${changed} of ${count(cases, 'stored case')}: ${parts.join(', ')}`;
}
