import { describe, expect, it } from 'vitest';
import { createRuleMatcher } from '../diagnosis/match-rules.ts';
import { builtInRules } from '../diagnosis/rules/built-in.ts';
import { inferCause } from './infer-cause.ts';

const matcher = createRuleMatcher(builtInRules);
const infer = (category: string | null, title = 'Something is odd') => inferCause({ title, category }, matcher);

describe('inferCause', () => {
  it.each([
    ['connectivity', 'NETWORK'],
    ['database_connectivity', 'NETWORK'],
    ['database_performance', 'TIMEOUT'],
    ['Database storage', 'RESOURCE'],
    ['memory_leak', 'RESOURCE'],
    ['network_timeout', 'TIMEOUT'],
    ['service_failure', 'SERVICE_UNAVAILABLE'],
    ['configuration_error', 'CONFIGURATION'],
    ['data-quality', 'DATA'],
  ])('reads %s', (category, cause) => expect(infer(category)).toBe(cause));

  it('goes by the words where the category does not tell, and leaves open what nothing tells', () => {
    expect(infer('misc', 'No space left on device')).toBe('RESOURCE');
    expect(inferCause({ title: 'Relay', patterns: ['connection.*refused'] }, matcher)).toBe('NETWORK');
    expect(infer('misc')).toBeNull();
    expect(infer(null)).toBeNull();
  });
});
