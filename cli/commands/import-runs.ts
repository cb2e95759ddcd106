import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { ImportState } from '../../api/schemas/imports.ts';
import type { Client } from '../client.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';

type State = z.infer<typeof ImportState>;
const askEveryMs = 500;

const undiagnosed = ({ causes }: State): number => causes.find(({ cause }) => cause === null)?.count ?? 0;

/** Asks until the import is over and, where it is wanted, every failure of it is diagnosed. */
async function settled(
  client: Client,
  path: string,
  options: { readonly diagnosed: boolean; readonly patienceMs: number },
): Promise<State> {
  for (const begun = Date.now(); ; await sleep(askEveryMs)) {
    const state = await client.get<State>(path);
    if (state.state === 'failed' || (state.state === 'done' && (!options.diagnosed || undiagnosed(state) === 0))) return state;
    if (Date.now() - begun <= options.patienceMs) continue;
    const what = state.state === 'done' ? `${undiagnosed(state)} failures are not diagnosed yet` : 'the runs are still being read';
    throw new CliError(
      exitCodes.unreachable,
      `After ${options.patienceMs / 1000} s ${what}; it goes on by itself. Look again with GET ${path}`,
    );
  }
}

const describe = (state: State, categorised: boolean): string => {
  const said = [
    `Runs of ${state.platform} from ${state.from} until ${state.until}: ${state.runs}, failed: ${state.failed}.`,
    `New cases: ${state.opened}${state.leftToSweep === 0 ? '' : `; left to the sweep, for they are fresh: ${state.leftToSweep}`}.`,
  ];
  if (!categorised) return said.join('\n');
  const rows = state.causes.map(({ cause, count }) => [cause ?? 'not diagnosed yet', count]);
  return [...said, '', table(['cause', 'failures'], rows, 'No failure was imported.')].join('\n');
};

/** `nightshift import-airflow-logs` */
export const importAirflowLogsCommand = (context: WithContext) =>
  new Command('import-airflow-logs')
    .description(
      'take in the failed runs of a range of days from Airflow, to learn from: they are diagnosed, and nothing is done about them',
    )
    .requiredOption('--start-date <date>', 'first day (2026-11-01) or time, in UTC')
    .requiredOption('--end-date <date>', 'last day, meant to its end, or time')
    .option('--platform <name>', 'which platform, where it is not called airflow; any that lists its runs', 'airflow')
    .option('--include-failures', 'make cases of the failures; without it runs are only counted', false)
    .option('--auto-categorize', 'wait until every failure is diagnosed, and say how many have which cause', false)
    .option('--wait <seconds>', 'how long to wait', wholeNumber(1, 86_400), 600)
    .addHelpText(
      'after',
      '\nExample:\n  $ nightshift import-airflow-logs --start-date 2026-11-01 --end-date 2026-11-24 --include-failures --auto-categorize\n',
    )
    .action(async ({ startDate, endDate, platform, includeFailures, autoCategorize, wait }) => {
      const { client, output, endWith } = context();
      if (autoCategorize && !includeFailures)
        throw new CliError(exitCodes.invalid, '--auto-categorize needs --include-failures: what is only counted has no category');
      const path = `/api/platforms/${encodeURIComponent(platform)}/imports`;
      const { answer } = await client.send<{ importId: string }>('POST', path, { startDate, endDate, includeFailures });
      const state = await settled(client, `${path}/${answer.importId}`, { diagnosed: autoCategorize, patienceMs: wait * 1000 });
      output.show(state, () => (state.state === 'failed' ? `Not imported: ${state.error}` : describe(state, autoCategorize)));
      if (state.state === 'failed') endWith(exitCodes.failed);
    });
