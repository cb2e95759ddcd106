import { describe, expect, it } from 'vitest';
import { diagnose } from '../../domain/diagnosis/ladder.ts';
import { createRuleMatcher } from '../../domain/diagnosis/match-rules.ts';
import { builtInRules } from '../../domain/diagnosis/rules/built-in.ts';
import { errorsOf, textOf } from './run-info.ts';

const of = (value: unknown) => errorsOf(JSON.stringify(value));

describe('errors of a run', () => {
  it('are read in whatever form they stand there', () => {
    expect(errorsOf(null)).toEqual([]);
    expect(of([])).toEqual([]);
    expect(of([null, ''])).toEqual([]);
    expect(of('disk full').map(({ message }) => message)).toEqual(['disk full']);
    expect(of({ Load: { message: 'a' }, Save: 'b' }).map(({ activity, message }) => [activity, message])).toEqual([
      ['Load', 'a'],
      ['Save', 'b'],
    ]);
    expect(of({ code: 12, message: 'a' })).toEqual([{ activity: '', code: '12', message: 'a', exception: null, details: null }]);
    expect(of([{ error_code: 'E7', exceptionType: 'ParserException' }])).toMatchObject([{ code: 'E7', message: 'ParserException' }]);
    expect(errorsOf('[{"broken').map(({ message }) => message)).toEqual(['[{"broken']);
  });
  it('lose no digit', () => expect(errorsOf('[{"code": 9007199254740993, "message": "a"}]')).toMatchObject([{ code: '9007199254740993' }]));
  it('are one text, numbered where there are several', () => {
    expect(textOf([])).toBe('');
    expect(textOf(of([{ activity: 'Load', code: 404, message: 'Not Found', exception: 'HTTPError', details: {} }]))).toBe(
      'HTTPError: Not Found\nHTTP 404\nactivity: Load',
    );
    expect(textOf(of(['a', 'b']))).toBe('(1 of 2)\na\n\n(2 of 2)\nb');
  });
  it('are diagnosed by their exception, not by what stands around it', () => {
    const errors = of([
      { activity: 'Load', code: 17, message: 'Could not convert string to decimal: 12,5', exception: 'ConversionException' },
    ]);
    const input = { platform: 'pipelines', errorText: textOf(errors), logTail: '', exitCode: null, signal: null, platformReason: null };
    const diagnosis = diagnose(input, { matcher: createRuleMatcher(builtInRules), confirmed: null });
    expect(diagnosis).toMatchObject({ cause: 'DATA', rootLine: 'ConversionException: Could not convert string to decimal: 12,5' });
  });
});
