import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { JobShape, StartRunAnswer } from '../../api/schemas/operations.ts';
import type { Client } from '../client.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { ago, short, table } from '../output.ts';

type Job = z.infer<typeof JobShape>;

/** A job by id, key or name. */
async function findJob(client: Client, given: string): Promise<Job> {
  const { items } = await client.get<{ items: Job[] }>('/api/jobs', { q: given, limit: 200 });
  const fits = items.filter((job) => job.key === given || job.name === given);
  if (fits.length === 1 && fits[0] !== undefined) return fits[0];
  if (fits.length > 1)
    throw new CliError(
      exitCodes.invalid,
      `Several jobs are named ${given}; use an id: ${fits.map((job) => `${job.id} (${job.platform})`).join(', ')}`,
    );
  return client.get<Job>(`/api/jobs/${encodeURIComponent(given)}`);
}

/** `nightshift jobs …` */
export const jobsCommand = (context: WithContext) =>
  new Command('jobs')
    .description('the jobs that are known')
    .addCommand(
      new Command('list')
        .description('list jobs by name')
        .option('-q, --search <text>', 'part of the name or key')
        .option('--platform <name>')
        .action(async ({ search, platform }) => {
          const { client, output } = context();
          const page = await client.get<{ items: Job[]; nextCursor: string | null }>('/api/jobs', { q: search, platform, limit: 200 });
          const rows = page.items.map((job) => [
            short(job.name, 40),
            job.platform,
            job.application,
            job.criticality,
            job.owner,
            job.openIncidents,
            ago(job.lastIncidentAt),
            job.breaker.state,
          ]);
          output.show(page, () =>
            table(
              ['job', 'platform', 'application', 'criticality', 'owner', 'open', 'last failure', 'breaker'],
              rows,
              'No jobs are known.',
            ),
          );
        }),
    )
    .addCommand(
      new Command('run')
        .description('start a job now')
        .argument('<job>', 'id, key or name of the job')
        .action(async (given) => {
          const { client, output } = context();
          const job = await findJob(client, given);
          const { answer } = await client.send<z.infer<typeof StartRunAnswer>>('POST', `/api/jobs/${encodeURIComponent(job.id)}/runs`);
          output.show(answer, () => `${job.name} is being started on ${job.platform}.`);
        }),
    )
    .addHelpText('after', '\nExamples:\n  $ nightshift jobs list --search settle\n  $ nightshift jobs run heap-hungry\n');
