import type { ReviewReason } from './learning-contract.ts';

/** Why a person should look at a diagnosis. */
export const reasonWords: Readonly<Record<ReviewReason, string>> = {
  'low-confidence': 'Not certain',
  model: 'By the model',
  unknown: 'No cause found',
  disagreement: 'Stages disagree',
};

/** What a person said of a diagnosis or a decision. */
export const judgementWords: Readonly<Record<string, string>> = {
  correction: 'Corrected',
  correct: 'Right',
  wrong_category: 'Wrong cause',
  wrong_action: 'Wrong action',
  outcome_success: 'It worked',
  outcome_failure: 'It did not work',
  'false-positive': 'No failure',
};
