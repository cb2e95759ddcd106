import type { LearningFigures } from './figures.ts';
import { confidenceCalibration, humanFeedbackRatio, knowledgeCoverage, learningVelocity, type Ratio } from './metrics.ts';

/** What a healthy installation reaches. */
export const healthTargets = { calibration: 0.9, feedback: 0.1, coverage: 0.8 } as const;

const below = ({ value }: Ratio, target: number): boolean => value !== null && value < target;
const percent = ({ value }: Ratio): string => `${Math.round((value ?? 0) * 100)} %`;

/** What would help most right now, in one or two sentences. */
export function healthRecommendation(figures: LearningFigures): string {
  if (figures.cases.opened === 0) return 'No case was opened in this time, so there is nothing to learn from yet.';
  const [coverage, calibration, feedback] = [knowledgeCoverage(figures), confidenceCalibration(figures), humanFeedbackRatio(figures)];
  const advice = [
    ...(below(coverage, healthTargets.coverage)
      ? [`Rules and knowledge cover ${percent(coverage)} of the cases: review the suggestions and correct those without a cause.`]
      : []),
    ...(below(calibration, healthTargets.calibration)
      ? [`Confidence and outcomes agree to ${percent(calibration)}: calibrate the confidence.`]
      : []),
    ...(below(feedback, healthTargets.feedback)
      ? [`People judged ${percent(feedback)} of the cases: rate more of them, for nothing teaches faster.`]
      : []),
    ...(learningVelocity(figures).numerator === 0 ? ['Nothing new was learned in this time.'] : []),
  ];
  return advice.length === 0 ? 'Learning is on course; nothing needs to be done.' : advice.slice(0, 2).join(' ');
}
