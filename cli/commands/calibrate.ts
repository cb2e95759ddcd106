import { Command, Option } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { CalibrationShape, FitReportShape } from '../../api/schemas/calibration.ts';
import type { WithContext } from '../context.ts';
import { heading, table } from '../output.ts';

type Calibration = z.infer<typeof CalibrationShape>;
type Report = z.infer<typeof FitReportShape>;

const four = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(4));
const two = (value: number): string => value.toFixed(2);

function fitOf({ fit }: Report): string {
  if (fit.kind === 'platt_scaling') return `platt_scaling: slope ${four(fit.slope)}, intercept ${four(fit.intercept)}`;
  if (fit.kind === 'isotonic') return `isotonic: ${fit.points.map(([raw, level]) => `${two(raw ?? 0)} → ${two(level ?? 0)}`).join(', ')}`;
  return 'identity';
}

const lines = (report: Report): string =>
  [
    heading(`${report.method}: ${report.verdicts} judged verdicts, ${report.heldOut} held out`),
    `${report.taken ? 'Taken' : 'Not taken'}: ${report.why}`,
    `Fit: ${fitOf(report)}`,
    table(
      ['on the held-out part', 'before', 'after'],
      [
        ['Brier score', four(report.before?.brier), four(report.after?.brier)],
        ['calibration error (ECE)', four(report.before?.ece), four(report.after?.ece)],
      ],
      '',
    ),
    `Confidence: ${report.curve.map(({ raw, calibrated }) => `${two(raw)} → ${two(calibrated)}`).join(', ')}`,
    `Target accuracy reached from confidence ${report.reachesTargetFrom === null ? 'nowhere yet' : two(report.reachesTargetFrom)}.`,
  ].join('\n');

const share = (text: string): number => Number(text);

/** `nightshift calibrate-confidence` */
export const calibrateCommand = (context: WithContext) =>
  new Command('calibrate-confidence')
    .description('fit confidence to what came of past verdicts; a fit that is not better on held-out verdicts is not taken')
    .option('--target-accuracy <share>', 'how often verdicts should be right where Nightshift acts alone', share, 0.9)
    .addOption(
      new Option('--method <method>', 'platt_scaling for few verdicts, isotonic for many, auto to choose by their number')
        .choices(['auto', 'platt_scaling', 'isotonic'] as const)
        .default('auto' as const),
    )
    .option('--validation-split <share>', 'share of the verdicts that judges the fit', share, 0.2)
    .option('--dry-run', 'show what would come of it, and change nothing', false)
    .action(async ({ targetAccuracy, method, validationSplit, dryRun }) => {
      const { client, output } = context();
      const { answer } = await client.send<Calibration>('POST', '/api/calibration', { targetAccuracy, method, validationSplit, dryRun });
      const state =
        answer.version === null ? 'Nothing was changed.' : `This is version ${answer.version}; it holds from the next diagnosis on.`;
      output.show(answer, () => [`${answer.verdicts} judged verdicts. ${state}`, ...answer.reports.map(lines)].join('\n'));
    })
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift calibrate-confidence --target-accuracy 0.90 --method platt_scaling --validation-split 0.2\n  $ nightshift calibrate-confidence --dry-run\n',
    );
