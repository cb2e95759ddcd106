import type { NormalisedEvidence } from '../diagnosis/normalise.ts';
import type { DiagnosisInput } from '../diagnosis/types.ts';

/** The error's own words; a whole log would be about everything. */
const longestError = 1_200;
const relatedLines = 4;

/** What a failure is searched by: the error's first words and the root line, or the lines around the root where there is no error text. */
export function questionText(input: Pick<DiagnosisInput, 'errorText'>, evidence: NormalisedEvidence): string {
  const error = input.errorText.slice(0, longestError).trim();
  const around = evidence.lines
    .filter(({ zone }) => zone <= 1)
    .slice(0, relatedLines)
    .map(({ text }) => text);
  const parts = error === '' ? around : error.includes(evidence.rootLine) ? [error] : [evidence.rootLine, error];
  return parts.join('\n').slice(0, 2 * longestError);
}
