import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { FeedbackReviewItem, SuppressionShape } from '../../api/schemas/feedback.ts';
import type { WithContext } from '../context.ts';
import { makeMove } from '../moves.ts';
import { ago, short, table } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';

const yesOrNo = (text: string): boolean => {
  if (['true', 'yes', '1'].includes(text.toLowerCase())) return true;
  if (['false', 'no', '0'].includes(text.toLowerCase())) return false;
  throw new InvalidArgumentError('It must be true or false.');
};

/** What somebody wrote, be it a comment or the reason of a correction. */
const wordsOf = ({ body }: FeedbackReviewItem): string | null =>
  [body['comment'], body['reason'], body['text']].find((words) => typeof words === 'string') ?? null;

const listCommand = (context: WithContext) =>
  new Command('list')
    .description('what people said of decisions, newest first')
    .option('--kind <kind>', 'such as wrong_action or outcome_success')
    .option('--incident <id>')
    .option('--person <person>')
    .option('--rated-at-most <rating>', 'only ratings up to this', wholeNumber(1, 5))
    .option('-q, --search <text>')
    .option('-n, --limit <count>', 'how many', wholeNumber(1, 200), 50)
    .option('--cursor <cursor>', 'where to go on, from an earlier list')
    .action(async ({ search, ...query }) => {
      const { client, output } = context();
      const page = await client.get<{ items: FeedbackReviewItem[]; nextCursor: string | null }>('/api/feedback', { ...query, q: search });
      output.show(page, () => {
        const rows = page.items.map((one) => [
          ago(one.at),
          one.person,
          one.kind,
          one.incident.id,
          short(one.incident.job, 30),
          one.incident.action,
          short(wordsOf(one), 60),
        ]);
        const more = page.nextCursor === null ? '' : `\n\nMore with --cursor ${page.nextCursor}`;
        return table(['when', 'who', 'verdict', 'incident', 'job', 'action', 'comment'], rows, 'No feedback.') + more;
      });
    });

/** `nightshift feedback …` */
export const feedbackCommand = (context: WithContext) =>
  new Command('feedback')
    .description('rate what Nightshift did, or list what was said')
    .addCommand(listCommand(context), { hidden: false })
    .option('--incident-id <id>', 'the incident')
    .option('--decision-id <id>', 'exactly one of its decisions')
    .option('--action-correct [answer]', 'whether the action was right: true (default) or false', yesOrNo)
    .option('--outcome <text>', 'what came of it, e.g. "retry → success"')
    .option('--action-taken <text>', 'what was done in the end')
    .option('--speed-rating <rating>', '1 to 5', wholeNumber(1, 5))
    .option('--effectiveness-rating <rating>', '1 to 5', wholeNumber(1, 5))
    .option('--resolution-time <seconds>', 'how long it took', wholeNumber(0, 31_536_000))
    .option('--update-confidence', 'let the knowledge behind the decision gain or lose by it')
    .option('--comments <text>')
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift feedback --incident-id inc_mi1… --action-correct --speed-rating 5 --effectiveness-rating 4 --comments "well done"\n  $ nightshift feedback --incident-id inc_mi1… --action-correct false\n  $ nightshift feedback list --kind wrong_action\n',
    )
    .action(async (given) => {
      const { client, output } = context();
      const { answer } = await client.send<FeedbackReviewItem>('POST', '/api/feedback', {
        incident_id: given.incidentId,
        decision_id: given.decisionId,
        action_correct: given.actionCorrect,
        outcome: given.outcome,
        action_taken: given.actionTaken,
        speed_rating: given.speedRating,
        effectiveness_rating: given.effectivenessRating,
        resolution_time: given.resolutionTime,
        update_confidence: given.updateConfidence,
        comments: given.comments,
      });
      output.show(answer, () => `Kept as ${answer.kind.replaceAll(/[-_]/g, ' ')} on ${answer.incident.id}.`);
    });

/** `nightshift mark-false-positive` */
export const markFalsePositiveCommand = (context: WithContext) =>
  new Command('mark-false-positive')
    .description('mark a case as a false positive; with --update-patterns the same failure opens no case any more')
    .requiredOption('--incident-id <id>', 'the incident')
    .requiredOption('--reason <text>', 'why')
    .option('--update-patterns', 'silence the same failure from now on', false)
    .option('--wait <seconds>', 'how long to wait for a worker to apply it', wholeNumber(0, 600), 15)
    .addHelpText(
      'after',
      '\nExample:\n  $ nightshift mark-false-positive --incident-id inc_mi1… --reason "planned maintenance" --update-patterns\n',
    )
    .action(async ({ incidentId, reason, updatePatterns, wait }) => {
      const made = context();
      if (updatePatterns) await made.client.send<SuppressionShape>('POST', '/api/suppressions', { incidentId, reason });
      await makeMove(made, `/api/incidents/${encodeURIComponent(incidentId)}/false-positive`, { reason }, wait);
    });

/** `nightshift suppressions …` */
export const suppressionsCommand = (context: WithContext) =>
  new Command('suppressions')
    .description('failures that open no case any more')
    .addCommand(
      new Command('list')
        .description('list them with how often they came since')
        .option('--state <state>', 'active or revoked')
        .option('-n, --limit <count>', 'how many', wholeNumber(1, 200), 50)
        .option('--cursor <cursor>', 'where to go on, from an earlier list')
        .action(async (query) => {
          const { client, output } = context();
          const page = await client.get<{ items: SuppressionShape[]; nextCursor: string | null }>('/api/suppressions', query);
          output.show(page, () => {
            const rows = page.items.map((one) => [
              one.id,
              one.revokedAt === null ? 'active' : 'revoked',
              one.failures + one.ignoredCases,
              one.incidentId,
              short(one.rootCause, 50),
              short(one.reason, 40),
            ]);
            const more = page.nextCursor === null ? '' : `\n\nMore with --cursor ${page.nextCursor}`;
            return table(['id', 'state', 'came since', 'incident', 'failure', 'reason'], rows, 'Nothing is silenced.') + more;
          });
        }),
    )
    .addCommand(
      new Command('revoke')
        .description('let the failure open cases again')
        .argument('<suppression>', 'its id')
        .action(async (id) => {
          const { client, output } = context();
          const { answer } = await client.send<SuppressionShape>('DELETE', `/api/suppressions/${encodeURIComponent(id)}`);
          output.show(answer, () => 'The failure opens cases again.');
        }),
    )
    .addHelpText('after', '\nExamples:\n  $ nightshift suppressions list --state active\n  $ nightshift suppressions revoke sup_mi1…\n');
