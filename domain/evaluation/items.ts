import { actions, causes, origins } from '../incidents/vocabulary.ts';
import type { EvaluationItem } from './metrics.ts';

/** A mistake in the file, named by its line. */
export class ItemError extends Error {
  override readonly name = 'ItemError';
  readonly line: number;
  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.line = line;
  }
}

const lists = { causes, origins, actions } as const;

function checkText(item: Record<string, unknown>, field: 'platform' | 'text', line: number): string {
  const value = item[field];
  if (typeof value !== 'string') throw new ItemError(line, value === undefined ? `${field} is missing` : `${field} must be a text`);
  return value;
}

/** A list of accepted values; absent without labels. */
function checkList(item: Record<string, unknown>, field: keyof typeof lists, line: number): Partial<EvaluationItem> {
  const value = item[field];
  if (value === undefined || value === null) return {};
  const known: readonly string[] = lists[field];
  if (!Array.isArray(value)) throw new ItemError(line, `${field} must be a list`);
  const wrong = value.find((one) => typeof one !== 'string' || !known.includes(one));
  if (wrong !== undefined) throw new ItemError(line, `${field}: there is no ${JSON.stringify(wrong)}; possible are ${known.join(', ')}`);
  return value.length === 0 ? {} : { [field]: value as readonly string[] };
}

function parseItem(text: string, line: number): EvaluationItem {
  let item: unknown;
  try {
    item = JSON.parse(text);
  } catch (problem) {
    throw new ItemError(line, `is not JSON: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item)) throw new ItemError(line, 'must be an object');
  const fields = item as Record<string, unknown>;
  const id = fields['id'];
  if (typeof id !== 'string' && typeof id !== 'number') throw new ItemError(line, id === undefined ? 'id is missing' : 'id must be a text');
  return {
    id: String(id),
    platform: checkText(fields, 'platform', line),
    text: checkText(fields, 'text', line),
    ...checkList(fields, 'causes', line),
    ...checkList(fields, 'origins', line),
    ...checkList(fields, 'actions', line),
  };
}

/** The texts of a JSON-Lines file; empty lines are passed over. @throws ItemError at the first mistake, with its line */
export function parseItems(content: string): readonly EvaluationItem[] {
  const seen = new Map<string, number>();
  return content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((text, index): EvaluationItem[] => {
      if (text.trim() === '') return [];
      const item = parseItem(text, index + 1);
      const before = seen.get(item.id);
      if (before !== undefined) throw new ItemError(index + 1, `id ${JSON.stringify(item.id)} stands on line ${before} already`);
      seen.set(item.id, index + 1);
      return [item];
    });
}
