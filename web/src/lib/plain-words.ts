import type { Action, Cause, Status } from './contract.ts';
import { actionWords, causeWords, statusWords } from './words.ts';

/** Words of the closed lists, longest first, so that no shorter one matches inside. */
const listed =
  /\b(RETRY_WITH_NEW_PARAMS|SERVICE_UNAVAILABLE|AWAITING_APPROVAL|FALSE_POSITIVE|CONFIGURATION|CONCURRENCY|RATE_LIMIT|SEND_EMAIL|PERMISSION|ESCALATED|CANCELLED|RESOLVED|ESCALATE|RESOURCE|TIMEOUT|NETWORK|IGNORED|EMAILED|SYNTAX|IGNORE|RETRY)\b/g;
const words: Readonly<Record<string, string>> = { ...causeWords, ...statusWords, ...actionWords } satisfies Readonly<
  Record<Cause | Status | Action, string>
>;

/** A sentence of the record with the closed lists' values as people read them: at its start with a capital, inside it without. */
export const plainWords = (text: string): string =>
  text.replace(listed, (value, _word, position: number) => {
    const word = words[value] ?? value;
    return position === 0 ? word : word.charAt(0).toLowerCase() + word.slice(1);
  });
