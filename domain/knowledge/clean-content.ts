import { cleanText } from '../text/clean-text.ts';
import { redact } from '../text/redact.ts';
import type { KnowledgeContent } from './types.ts';

const limits = { title: 300, symptom: 4_000, explanation: 8_000, solution: 8_000, tag: 60 } as const;

/** An entry with nothing said; what is given goes over it. */
export const emptyContent: KnowledgeContent = {
  title: '',
  symptom: '',
  explanation: '',
  solution: '',
  collection: 'solutions',
  category: null,
  tags: [],
  patterns: [],
  cause: null,
  origin: null,
  action: null,
  severity: null,
  service: null,
  confidence: 0.85,
  parentId: null,
};

/** The same content bounded and without secrets, fit to be stored and shown. */
export function cleanContent(content: KnowledgeContent, secrets: readonly string[]): KnowledgeContent {
  const clean = (text: string, maxBytes: number) => cleanText(redact(text, secrets), { maxBytes }).trim();
  return {
    ...content,
    title: clean(content.title, limits.title).replaceAll('\n', ' '),
    symptom: clean(content.symptom, limits.symptom),
    explanation: clean(content.explanation, limits.explanation),
    solution: clean(content.solution, limits.solution),
    tags: [...new Set(content.tags.map((tag) => clean(tag, limits.tag).toLowerCase()).filter((tag) => tag !== ''))],
    service: content.service === null ? null : clean(content.service, 200),
    category: content.category === null ? null : clean(content.category, 100),
  };
}
