import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { FailureReportShape } from '../../api/schemas/reports.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { readJobsFile } from '../jobs-file.ts';
import { line } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';

const formats = ['text', 'markdown', 'json', 'csv'] as const;
const patienceMs = 600_000;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `YYYY-MM-DD HH:MM:SS` in UTC, as an ISO time. */
export function readTime(text: string): string {
  const [, date, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  const at = new Date(`${date}T${time}Z`);
  const real = date !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(`${date}T${time}`);
  if (!real) throw new InvalidArgumentError('It must be a time that exists, as "YYYY-MM-DD HH:MM:SS" in UTC.');
  return at.toISOString();
}

function readUuid(text: string): string {
  if (!uuid.test(text)) throw new InvalidArgumentError('It must be a UUID.');
  return text;
}

/** The trace of each decision, for the log. */
const traceOf = (report: FailureReportShape): string =>
  report.jobs
    .flatMap((job) =>
      job.errors.flatMap((error) => [
        `${job.job_id} ${job.pipeline} / ${error.activity}: ${error.category} (${error.cause}) ${error.confidence.toFixed(2)} by ${error.method}: ${error.reasoning}`,
        ...error.trace.map((stage) => `    ${stage}`),
      ]),
    )
    .map((text) => `${line(text.replaceAll(/[\r\n\t]+/g, ' '))}\n`)
    .join('');

/** Of how many errors a model that was asked gave no answer, and why; nothing when it did, or when none was asked. */
function silentModel({ jobs }: FailureReportShape): string {
  const failures = jobs.flatMap((job) => job.errors.flatMap((error) => error.trace.filter((stage) => stage.startsWith('model: failed'))));
  const [first] = failures;
  return first === undefined ? '' : `${line(`${failures.length} without an answer of the model; first: ${first}`)}\n`;
}

const only = <Value>(name: string, value: Value | undefined): Record<string, Value> => (value === undefined ? {} : { [name]: value });

/** `nightshift analyze` */
export const analyzeCommand = (context: WithContext) =>
  new Command('analyze')
    .description('report on the failures of a period: what failed, and whose side the fix is on')
    .option('--hours <count>', 'how far back to look (default: 24; 720 is 30 days)', wholeNumber(1, 87_840))
    .option('--since <time>', 'from this time on, "YYYY-MM-DD HH:MM:SS" in UTC', readTime)
    .option('--until <time>', 'up to this time, "YYYY-MM-DD HH:MM:SS" in UTC (default: now)', readTime)
    .option('--tenant-id <uuid>', 'only jobs of this tenant of the source system', readUuid)
    .option('--no-llm', 'rules and knowledge only; no model is asked')
    .option('--llm-model <name>', 'another model for this report; where none is switched on, one of the local server (admins)')
    .option('--llm-url <address>', 'another address of the model for this report (admins)')
    .option('--file <file>', 'analyse failed jobs of a JSON or JSON Lines file instead of the stored cases')
    .addOption(new Option('-f, --format <format>', 'form of the report').choices(formats).default('text' as const))
    .option('-o, --output <file>', 'write the report there instead of printing it')
    .option('-v, --verbose', 'tell on stderr how each error was decided', false)
    .action(async (options) => {
      const { client, output, note } = context();
      const { hours, since, until, tenantId, llm, llmModel, llmUrl, file, format, verbose } = options;
      if (hours !== undefined && since !== undefined)
        throw new CliError(exitCodes.invalid, '--hours and --since both say where the period begins: give one of them');
      if (since !== undefined && until !== undefined && since > until) throw new CliError(exitCodes.invalid, '--until is before --since');
      if (!llm && (llmModel !== undefined || llmUrl !== undefined))
        throw new CliError(exitCodes.invalid, '--no-llm asks no model: leave it out, or --llm-model and --llm-url');
      const request = {
        ...only('hours', hours),
        ...only('since', since),
        ...only('until', until),
        ...only('tenantId', tenantId),
        useLlm: llm,
        ...only('llmModel', llmModel),
        ...only('llmUrl', llmUrl),
        ...only('jobs', file === undefined ? undefined : await readJobsFile(file)),
      };
      const { answer } = await client.send<FailureReportShape>('POST', '/api/reports/failures', request, { timeoutMs: patienceMs });
      if (verbose) note(traceOf(answer));
      else note(silentModel(answer));
      const report =
        format === 'json' || output.json
          ? `${JSON.stringify(answer, null, 2)}\n`
          : await client.text(`/api/reports/${answer.report_id}`, { format });
      if (options.output === undefined) output.print(report);
      else await save(options.output, report);
    })
    .addHelpText(
      'after',
      `
Examples:
  $ nightshift analyze
  $ nightshift analyze --hours 720 --format markdown --output failures.md
  $ nightshift analyze --since "2026-11-01 00:00:00" --until "2026-11-08 00:00:00" --no-llm --format csv
  $ nightshift analyze --file failed-jobs.jsonl --verbose

A file holds failed jobs, as an array or one a line:
  {"jobId": "4711", "pipeline": "Supplier import", "tenantId": "…", "finishedAt": "2026-11-20T04:10:00Z",
   "errors": [{"activity": "LoadSuppliers", "code": "400", "message": "Column amount is missing", "exception": "InvalidInputException"}]}
`,
    );

async function save(file: string, report: string): Promise<void> {
  try {
    await writeFile(file, report);
  } catch (problem) {
    throw new CliError(exitCodes.invalid, `${file} cannot be written: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}
