import { describe, expect, it } from 'vitest';
import { abstained } from '../diagnosis/stage-verdicts.ts';
import { createFailureAnalyzer } from './analyzer.ts';
import { withModel } from './classification.ts';
import { failedJobs, period } from './fixtures/failed-jobs.ts';
import type { Classification } from './types.ts';

const anError = { activity: 'Load', code: null, message: 'the zorb is bent', exception: null, details: null };

describe('a model', () => {
  const answer = {
    ...abstained('model', 'The file is empty'),
    outcome: 'answered',
    cause: 'DATA',
    origin: 'THIRD_PARTY_SYSTEM',
    confidence: 0.8,
  } as const;
  const found = (line: string): Classification => ({
    ...{
      category: 'UNKNOWN',
      cause: 'UNKNOWN',
      confidence: 0.3,
      method: 'degraded',
      reasoning: 'nothing fits',
      categoryWithoutModel: 'UNKNOWN',
    },
    trace: ['rules: abstained (nothing fits)', line],
  });
  const ask = (line: string, anew = false) => withModel(anError, found(line), async () => answer, { anew });

  it.each(['model: failed (no answer within 60 s)', 'model: skipped (off)'])('that said nothing is asked: %s', async (line) =>
    expect(await ask(line)).toMatchObject({
      cause: 'DATA',
      method: 'model',
      trace: [expect.anything(), expect.stringContaining('model: DATA')],
    }),
  );

  it.each(['model: abstained (cannot tell)', 'model: UNKNOWN/UNKNOWN 0.20 by small (cannot tell)'])(
    'that spoke is asked again only when it is another one: %s',
    async (line) => {
      expect(await ask(line)).toEqual(found(line));
      expect(await ask(line, true)).toMatchObject({ cause: 'DATA', method: 'model' });
    },
  );

  it('is told of where one was there, or had spoken of a case', async () => {
    const report = async (line: string, hasModel: boolean, useLlm = true) =>
      (
        await createFailureAnalyzer({
          ...{ hasModel, useLlm, now: () => new Date(period.until), readJobs: async () => failedJobs },
          classify: async () => found(line),
        }).run()
      ).useLlm;
    expect(await report('model: skipped (off)', true)).toBe(true);
    expect(await report('model: skipped (off)', false)).toBe(false);
    expect(await report('model: failed (gone)', false)).toBe(false);
    expect(await report('model: abstained (cannot tell)', false)).toBe(true);
    expect(await report('model: abstained (cannot tell)', true, false)).toBe(false);
  });
});
