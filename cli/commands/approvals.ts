import { Command } from '@commander-js/extra-typings';
import type { IncidentSummary, ProposalShape } from '../../api/schemas/incidents.ts';
import type { CommandContext, WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { makeMove } from '../moves.ts';
import { ago, short, table } from '../output.ts';
import { collectValue, wholeNumber } from '../parse-values.ts';

interface Item {
  readonly proposal: ProposalShape;
  readonly incident: IncidentSummary;
}

const changesOf = ({ changes }: ProposalShape): string =>
  changes
    .map((change) => `${change.name} ${change.before ?? '–'} → ${change.after}${change.unit === null ? '' : ` ${change.unit}`}`)
    .join(', ');

/** Gives a verdict on exactly the proposal that stands now, or on the one whose hash is given. */
async function decide(
  context: CommandContext,
  incident: string,
  verdict: Readonly<Record<string, unknown>>,
  options: { readonly hash?: string | undefined; readonly wait: number },
): Promise<void> {
  const id = encodeURIComponent(incident);
  const hash = options.hash ?? (await context.client.get<Item>(`/api/proposals/${id}`)).proposal.hash;
  try {
    await makeMove(context, `/api/incidents/${id}/verdict`, { ...verdict, hash }, options.wait);
  } catch (error) {
    const now = error instanceof CliError ? (error.details?.['proposal'] as ProposalShape | null | undefined) : undefined;
    if (!now) throw error;
    throw new CliError(exitCodes.conflict, `The proposal has changed: it is now ${now.action} ${changesOf(now)} (hash ${now.hash})`);
  }
}

const verdictCommand = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .argument('<incident>', 'id of the incident')
    .option('--hash <hash>', 'the proposal that was seen; without it, the one that stands now')
    .option('--wait <seconds>', 'how long to wait for a worker to apply it', wholeNumber(0, 600), 15);

const listCommand = (context: WithContext) =>
  new Command('list').description('what waits for a decision, most urgent first').action(async () => {
    const { client, output } = context();
    const page = await client.get<{ items: Item[] }>('/api/proposals', { limit: 100 });
    const rows = page.items.map(({ proposal, incident }) => [
      incident.id,
      short(incident.job.name, 30),
      incident.cause,
      proposal.action,
      changesOf(proposal),
      proposal.riskTier,
      ago(proposal.expiresAt),
    ]);
    output.show(page, () =>
      table(['incident', 'job', 'cause', 'proposed', 'changes', 'risk', 'expires'], rows, 'Nothing waits for a decision.'),
    );
  });

/** `nightshift approvals …` */
export const approvalsCommand = (context: WithContext) =>
  new Command('approvals')
    .description('decisions that wait for a person')
    .addCommand(listCommand(context))
    .addCommand(
      verdictCommand('approve', 'do what is proposed')
        .option('-m, --reason <text>', 'why')
        .action((incident, { reason, ...options }) =>
          decide(context(), incident, { verdict: 'approve', ...(reason === undefined ? {} : { reason }) }, options),
        ),
    )
    .addCommand(
      verdictCommand('amend', 'do what is proposed, with other parameters')
        .requiredOption('-p, --param <name=value>', 'a parameter inside its bounds; can be repeated', collectValue)
        .option('-m, --reason <text>', 'why')
        .action((incident, { param, reason, ...options }) =>
          decide(context(), incident, { verdict: 'amend', parameters: param, ...(reason === undefined ? {} : { reason }) }, options),
        ),
    )
    .addCommand(
      verdictCommand('reject', 'do nothing: a person takes the case')
        .requiredOption('-m, --reason <text>', 'why')
        .action((incident, { reason, ...options }) => decide(context(), incident, { verdict: 'reject', reason }, options)),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift approvals list\n  $ nightshift approvals approve inc_mi1…\n  $ nightshift approvals amend inc_mi1… --param memoryMb=384\n  $ nightshift approvals reject inc_mi1… --reason "the input is being repaired"\n',
    );
