import { describe, expect, it } from 'vitest';
import type { Tunable } from '../jobs/types.ts';
import { checkParameters, nextParameters, parameterChanges, type TriedParameters } from './parameter-ladder.ts';
import { memory } from './policy.example.ts';

const next = (current: number | null, tried: readonly TriedParameters[] = [], tunable: Tunable = memory) =>
  nextParameters(tunable.helps[0] ?? 'RESOURCE', [tunable], current === null ? {} : { [tunable.name]: current }, tried)?.parameters[
    tunable.name
  ] ?? null;
const failed = (memoryMb: number): TriedParameters => ({ parameters: { memoryMb }, worked: false });
const worked = (memoryMb: number): TriedParameters => ({ parameters: { memoryMb }, worked: true });

describe('nextParameters', () => {
  it('doubles from the current value, or from the default', () => {
    expect(next(64)).toBe(128);
    expect(next(null)).toBe(128);
  });

  it('stops at the bound: its last rung is the bound itself, and then there is none', () => {
    expect(next(300)).toBe(512);
    expect(next(512)).toBeNull();
  });

  it('skips what already failed for this failure', () => {
    expect(next(64, [failed(128)])).toBe(256);
    expect(next(64, [failed(128), failed(256)])).toBe(512);
    expect(next(64, [failed(512)])).toBeNull();
  });

  it('prefers the smallest value that worked before over doubling', () => {
    expect(next(64, [worked(200)])).toBe(200);
    expect(next(64, [worked(320), worked(200)])).toBe(200);
  });

  it('does not go back to a value that worked once but is not beyond what failed', () => {
    expect(next(64, [worked(128), failed(128)])).toBe(256);
    expect(next(64, [worked(64)])).toBe(128);
    expect(next(64, [worked(100_000)])).toBe(128);
  });

  it('shrinks with a factor below one, down to the lower bound', () => {
    const batch: Tunable = {
      ...memory,
      name: 'batchSize',
      unit: null,
      min: 10,
      max: 1000,
      step: 10,
      default: 500,
      factor: 0.5,
      helps: ['RATE_LIMIT'],
    };
    const tried = (batchSize: number): TriedParameters => ({ parameters: { batchSize }, worked: false });
    expect(next(500, [], batch)).toBe(250);
    expect(next(500, [tried(250)], batch)).toBe(130);
    expect(next(12, [], batch)).toBe(10);
    expect(next(10, [], batch)).toBeNull();
  });

  it('rounds to the step, counted from the lower bound', () => {
    expect(next(40, [], { ...memory, min: 30, step: 25 })).toBe(80);
    expect(next(3, [], { ...memory, type: 'number', min: 0, max: 10, step: 0.5, factor: 1.2 })).toBe(3.5);
  });

  it('starts from the default where the current value is no number', () =>
    expect(nextParameters('RESOURCE', [memory], { memoryMb: 'plenty' }, [])?.parameters).toEqual({ memoryMb: 128 }));

  it('changes every tunable that helps and none that does not', () => {
    const time: Tunable = { ...memory, name: 'timeoutSeconds', helps: ['TIMEOUT', 'RESOURCE'] };
    const other: Tunable = { ...memory, name: 'rate', helps: ['RATE_LIMIT'] };
    expect(nextParameters('RESOURCE', [memory, time, other], { keep: true }, [])).toEqual({
      parameters: { keep: true, memoryMb: 128, timeoutSeconds: 128 },
      changes: [
        { name: 'memoryMb', before: 64, after: 128, unit: 'MB' },
        { name: 'timeoutSeconds', before: 64, after: 128, unit: 'MB' },
      ],
    });
    expect(nextParameters('DATA', [memory, time, other], {}, [])).toBeNull();
  });
});

describe('checkParameters', () => {
  it.each([
    [{ memoryMb: 320 }, {}],
    [{ memoryMb: 32 }, {}],
    [{ memoryMb: 512 }, {}],
    [{ memoryMb: 31 }, { memoryMb: 'must be from 32 to 512 MB' }],
    [{ memoryMb: 513 }, { memoryMb: 'must be from 32 to 512 MB' }],
    [{ memoryMb: '320' }, { memoryMb: 'must be a number' }],
    [{ memoryMb: Number.NaN }, { memoryMb: 'must be a number' }],
    [{ memoryMb: 100.5 }, { memoryMb: 'must be a whole number' }],
    [{ memoryMb: 33 }, { memoryMb: 'must be in steps of 8 from 32' }],
    [{ shell: 'rm' }, { shell: 'is not a parameter that may be changed for this job' }],
  ])('%j', (given, problems) => expect(checkParameters([memory], given)).toEqual(problems));
});

describe('parameterChanges', () => {
  it('shows what differs, with the default where nothing was set', () =>
    expect(parameterChanges({ date: 'today' }, { date: 'today', memoryMb: 128, mode: 'full' }, [memory])).toEqual([
      { name: 'memoryMb', before: 64, after: 128, unit: 'MB' },
      { name: 'mode', before: null, after: 'full', unit: null },
    ]));
});
