import { expect, test } from 'vitest';
import type { JobError } from '../reports/types.ts';
import { toldError } from './told-error.ts';

const error = (message: string, changes: Partial<JobError> = {}): JobError => ({
  ...{ activity: 'Load', code: null, message, exception: null, details: null },
  ...changes,
});
const row = (message: string, activity = 'Load') => ({ 'Error Message': message, 'Activity Name': activity });

test('the error with the row’s message is meant, however a spreadsheet broke its lines', () => {
  const errors = [error('first'), error('second\n  line')];
  expect(toldError(row('second\r\nline '), errors)).toBe(errors[1]);
  expect(toldError(row('third'), errors)).toBeNull();
});

test('of alike messages the one of its step is meant', () => {
  const errors = [error('same'), error('same', { activity: 'Send' }), error('same', { activity: 'Send', exception: 'HTTPError' })];
  expect(toldError(row('same', 'Send'), errors)).toBe(errors[1]);
  expect(toldError({ ...row('same', 'Send'), 'Exception Type': 'HTTPError' }, errors)).toBe(errors[2]);
});

test('an only error is meant in any words', () => {
  const only = error('as it was');
  expect(toldError(row('as somebody retold it'), [only])).toBe(only);
  expect(toldError(row('no error'), [])).toBeNull();
});
