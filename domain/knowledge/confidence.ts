/** Steps by which an outcome moves an entry's confidence: a success takes 0.85 to 0.87, a failure takes more than a success gives. */
export const confidenceSteps = { success: 0.02, failure: -0.05, least: 0.05, most: 0.99 } as const;

/** The confidence after one more outcome, 0.05 to 0.99. A confidence that a person set above that is never raised further. */
export function afterOutcome(confidence: number, success: boolean): number {
  const { least, most } = confidenceSteps;
  const moved = confidence + (success ? confidenceSteps.success : confidenceSteps.failure);
  return Math.round(Math.max(least, Math.min(Math.max(most, confidence), moved)) * 10_000) / 10_000;
}
