import { expect, it } from 'vitest';
import { inheritFrom } from './inherit.ts';

const parent = {
  category: 'connectivity',
  cause: 'NETWORK',
  origin: 'THIRD_PARTY_SYSTEM',
  action: 'RETRY',
  severity: 'high',
  solution: 'Restart it',
} as const;

it('takes from the parent what the child leaves open', () => {
  expect(inheritFrom({ title: 'A case', severity: 'low' as const, cause: null }, parent)).toEqual({
    ...parent,
    title: 'A case',
    severity: 'low',
    cause: null,
  });
  const alone = { title: 'A case', severity: 'low' } as const;
  expect(inheritFrom(alone, null)).toBe(alone);
});
