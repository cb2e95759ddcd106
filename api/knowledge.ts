import { cleanContent, emptyContent } from '../domain/knowledge/clean-content.ts';
import { patternProblems } from '../domain/knowledge/pattern-problems.ts';
import type { KnowledgeContent, KnowledgeEntry } from '../domain/knowledge/types.ts';
import { AppError } from './errors.ts';

/** An entry as answers show it. */
export const presentEntry = (entry: KnowledgeEntry) => ({ ...entry, tags: [...entry.tags], patterns: [...entry.patterns] });

/** Fields that were given; the rest is left as it is. */
export const givenOf = <Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };

/** Bounded and redacted, with patterns that compile. @throws AppError invalid */
export function checkedContent<Given extends Partial<KnowledgeContent>>(given: Given, secrets: readonly string[]): Given {
  const problems = patternProblems(given.patterns ?? []);
  if (Object.keys(problems).length > 0) {
    const said = Object.entries(problems).map(([field, problem]) => `${field} ${problem}`);
    throw new AppError('invalid', said.join('; '), { details: problems });
  }
  const clean = cleanContent({ ...emptyContent, ...given }, secrets);
  return Object.fromEntries(Object.keys(given).map((name) => [name, clean[name as keyof KnowledgeContent]])) as Given;
}
