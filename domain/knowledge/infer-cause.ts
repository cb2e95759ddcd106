import { diagnose } from '../diagnosis/ladder.ts';
import type { RuleMatcher } from '../diagnosis/match-rules.ts';
import type { Cause } from '../incidents/vocabulary.ts';
import { categoryKey } from './categories.ts';
import { meaningOf } from './search-terms.ts';

/** Words of categories, the more telling first: `network_timeout` is a timeout, `database_connectivity` a matter of the network. */
const causeOfWord: readonly (readonly [RegExp, Cause])[] = [
  [/timeout|slow|performance|latency/, 'TIMEOUT'],
  [/rate_?limit|throttl|quota_calls/, 'RATE_LIMIT'],
  [/memory|disk|storage|space|leak|exhaust|resource|capacity|cpu|pool/, 'RESOURCE'],
  [/lock|deadlock|concurren|conflict/, 'CONCURRENCY'],
  [/authenticat|authoriz|permission|access|credential|security/, 'PERMISSION'],
  [/config|setting|deployment|environment/, 'CONFIGURATION'],
  [/connectivity|network|dns|tls|certificate/, 'NETWORK'],
  [/syntax|code|query_error/, 'SYNTAX'],
  [/data|schema|input|quality/, 'DATA'],
  [/cancel/, 'CANCELLED'],
  [/service|availab|outage|down/, 'SERVICE_UNAVAILABLE'],
];

/** `database` is where it happens and not what goes wrong. */
function byCategory(category: string): Cause | null {
  const words = categoryKey(category).replaceAll('database', '');
  return causeOfWord.find(([word]) => word.test(words))?.[1] ?? null;
}

interface Told {
  readonly title: string;
  readonly symptom?: string;
  readonly patterns?: readonly string[];
  readonly category?: string | null;
}

/**
 * What a taught failure is, where the teacher did not say: told by its category, else by the rules from its words; null when neither tells. An
 * entry without a cause only informs people.
 */
export function inferCause({ title, symptom = '', patterns = [], category = null }: Told, matcher: RuleMatcher): Cause | null {
  const named = category === null ? null : byCategory(category);
  if (named !== null) return named;
  const text = meaningOf({ title, symptom, patterns });
  const input = { platform: 'http', errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null };
  const { cause } = diagnose(input, { matcher, confirmed: null });
  return cause === 'UNKNOWN' ? null : cause;
}
