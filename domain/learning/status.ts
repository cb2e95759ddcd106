/** Patterns from which on knowledge counts as growing, and as broad. */
const growingFrom = 10;
const broadFrom = 100;

/** In a word, how much was learned here: rules, entries and verdicts that are not built in. */
export function knowledgeLevel(patterns: number): 'limited' | 'growing' | 'broad' {
  if (patterns >= broadFrom) return 'broad';
  return patterns >= growingFrom ? 'growing' : 'limited';
}

/** In a word, how sure the learned entries are on average; without any it is low. */
export function confidenceLevel(average: number | null): 'low' | 'medium' | 'high' {
  if (average === null || average < 0.6) return 'low';
  return average < 0.85 ? 'medium' : 'high';
}
