import { describe, expect, it } from 'vitest';
import { categoryFits, categoryKey } from './categories.ts';
import { defaultLearningSettings, mayPromote } from './learning-settings.ts';

const learned = { category: 'database_connectivity', cause: 'NETWORK', confidence: 0.8, successes: 3 } as const;
const strict = { enabled: true, patternTypes: ['connectivity'], confidenceThreshold: 0.8, requireSuccesses: 3 };

describe('mayPromote', () => {
  it('takes one success where nobody set anything', () => {
    expect(mayPromote({ ...learned, confidence: 0.1, successes: 1 }, defaultLearningSettings)).toBe(true);
    expect(mayPromote({ ...learned, successes: 0 }, defaultLearningSettings)).toBe(false);
  });
  it('takes no fewer successes than its kind needs, and more where more are asked for', () => {
    expect(mayPromote({ ...learned, successes: 2 }, defaultLearningSettings, 3)).toBe(false);
    expect(mayPromote(learned, defaultLearningSettings, 3)).toBe(true);
    expect(mayPromote(learned, { ...strict, requireSuccesses: 4 }, 3)).toBe(false);
  });
  it('waits for the last success, the confidence and the type that are asked for', () => {
    expect(mayPromote(learned, strict)).toBe(true);
    expect(mayPromote({ ...learned, successes: 2 }, strict)).toBe(false);
    expect(mayPromote({ ...learned, confidence: 0.79 }, strict)).toBe(false);
    expect(mayPromote({ ...learned, category: 'memory_leak' }, strict)).toBe(false);
    expect(mayPromote({ ...learned, category: null }, { ...strict, patternTypes: ['network'] })).toBe(true);
    expect(mayPromote(learned, { ...strict, enabled: false })).toBe(false);
  });
});

describe('categories', () => {
  it('are the same in several spellings', () => {
    expect(categoryKey('DB Connection')).toBe(categoryKey('database-connectivity'));
    expect(categoryFits('Database connectivity', 'database_connectivity')).toBe(true);
  });
  it('fit when what was found is more precise, not the other way round', () => {
    expect(categoryFits('connectivity', 'network_connectivity')).toBe(true);
    expect(categoryFits('network_connectivity', 'connectivity')).toBe(false);
    expect(categoryFits('', 'connectivity')).toBe(false);
  });
});
