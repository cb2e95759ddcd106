import { errorText } from '../../domain/reports/error-text.ts';
import type { JobError } from '../../domain/reports/types.ts';
import { parseLosslessJson } from '../../domain/text/lossless-json.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const asText = (value: unknown): string | null => {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const first = (fields: Fields, names: readonly string[]): string | null => {
  for (const name of names) {
    const text = asText(fields[name]);
    if (text !== null) return text;
  }
  return null;
};

const activityNames = ['activity', 'activity_name', 'activityName', 'step', 'task', 'name'];
const messageNames = ['message', 'error_message', 'errorMessage', 'error', 'msg', 'description'];
const exceptionNames = ['exception', 'exception_type', 'exceptionType', 'type', 'error_type'];
const codeNames = ['code', 'error_code', 'errorCode', 'status_code'];

function toError(element: unknown, activity = ''): JobError | null {
  if (!isFields(element)) {
    const message = asText(element);
    return message === null ? null : { activity, code: null, message, exception: null, details: null };
  }
  const exception = first(element, exceptionNames);
  const details = isFields(element['details']) && Object.keys(element['details']).length === 0 ? null : asText(element['details']);
  const message = first(element, messageNames) ?? details ?? exception ?? JSON.stringify(element);
  return { activity: first(element, activityNames) ?? activity, code: first(element, codeNames), message, exception, details };
}

const looksLikeError = (fields: Fields): boolean => [...messageNames, ...exceptionNames, ...codeNames].some((name) => name in fields);

/** One error, a list of them, or errors by activity: all three are met. */
function elementsOf(value: unknown): readonly (JobError | null)[] {
  if (Array.isArray(value)) return value.map((element) => toError(element));
  if (isFields(value) && !looksLikeError(value)) return Object.entries(value).map(([activity, element]) => toError(element, activity));
  return [toError(value)];
}

/** The errors in `run_info.errors`, in whatever form they stand there. Text that is no JSON is one error. */
export function errorsOf(errors: string | null): readonly JobError[] {
  if (errors === null) return [];
  let value: unknown;
  try {
    value = parseLosslessJson(errors);
    if (typeof value === 'string' && /^\s*[[{]/.test(value)) value = parseLosslessJson(value);
  } catch {
    value ??= errors;
  }
  return elementsOf(value).filter((error) => error !== null);
}

const block = (error: JobError): string =>
  [
    errorText({ ...error, details: error.details === error.message ? null : error.details }),
    ...(error.activity === '' ? [] : [`activity: ${error.activity}`]),
  ].join('\n');

/** The errors as one text for people and rules: exception and message, code, details and activity of each. */
export const textOf = (errors: readonly JobError[]): string =>
  errors.length < 2
    ? errors.map(block).join('')
    : errors.map((error, index) => `(${index + 1} of ${errors.length})\n${block(error)}`).join('\n\n');
