import { Command, Option } from '@commander-js/extra-typings';
import { createClient } from './client.ts';
import { actionStatsCommand } from './commands/action-stats.ts';
import { aiMetricsCommand, aiStatusCommand, feedbackMetricsCommand } from './commands/ai-metrics.ts';
import { analyzeCommand } from './commands/analyze.ts';
import { approvalsCommand } from './commands/approvals.ts';
import { automationCommand } from './commands/automation.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { correctionsCommand, importCorrectionsCommand } from './commands/corrections.ts';
import { evalCommand } from './commands/eval.ts';
import { feedbackCommand, markFalsePositiveCommand, suppressionsCommand } from './commands/feedback.ts';
import { importAirflowLogsCommand } from './commands/import-runs.ts';
import { incidentsCommand } from './commands/incidents.ts';
import { jobsCommand } from './commands/jobs.ts';
import { keysCommand } from './commands/keys.ts';
import { knowledgeCommand } from './commands/knowledge.ts';
import { exportKnowledgeCommand, importIncidentsCommand, importKnowledgeCommand } from './commands/knowledge-files.ts';
import { learningReportCommand, performanceReportCommand } from './commands/learning-report.ts';
import { addLogPatternCommand, testLogPatternCommand, testPatternCommand } from './commands/patterns.ts';
import { platformsCommand } from './commands/platforms.ts';
import { policyCommand } from './commands/policy.ts';
import { reportsCommand } from './commands/reports.ts';
import { rulesCommand } from './commands/rules.ts';
import { selfTestCommand } from './commands/self-test.ts';
import { statusCommand } from './commands/status.ts';
import { analyzeCorrectionsCommand, analyzePatternsCommand, suggestionsCommand } from './commands/suggestions.ts';
import { addKnowledgeCommand, addPatternCommand, updateConfidenceCommand } from './commands/teach.ts';
import { cleanTrainingDataCommand, enableAutoLearningCommand, validateTrainingDataCommand } from './commands/training-data.ts';
import { exportTrainingDataCommand } from './commands/training-export.ts';
import { triggerCommand } from './commands/trigger.ts';
import type { CommandContext } from './context.ts';
import { exitCodeHelp } from './exit-codes.ts';
import { createOutput } from './output.ts';

/** The whole program; `write` gets what it prints, `note` what it says beside that. */
export function createProgram(
  version: string,
  write: (text: string) => void,
  endWith: CommandContext['endWith'],
  note: CommandContext['note'] = () => undefined,
) {
  const program = new Command('nightshift')
    .description('Handles failed batch and data jobs. This program talks to a running Nightshift over HTTP.')
    .version(version)
    .addOption(new Option('--url <address>', 'where Nightshift is').env('NIGHTSHIFT_URL').default('http://127.0.0.1:8000'))
    .addOption(new Option('--api-key <key>', 'who you are; on this machine it is not needed').env('NIGHTSHIFT_API_KEY'))
    .option('--json', 'print JSON for programs', false)
    .showHelpAfterError('(--help shows what is possible)')
    .addHelpText(
      'after',
      `\nExamples:\n  $ nightshift status\n  $ nightshift incidents list --status open\n  $ nightshift approvals approve inc_mi1…\n  $ nightshift automation stop --reason "migration"\n${exitCodeHelp}`,
    );
  const context = (): CommandContext => {
    const { url, apiKey, json } = program.opts();
    if (!URL.canParse(url) || !/^https?:/.test(url))
      program.error(`error: --url must be an http or https address, not ${url}`, { exitCode: 2 });
    return { client: createClient({ url, apiKey }), output: createOutput(json, write), endWith, note };
  };
  for (const make of [
    statusCommand,
    incidentsCommand,
    approvalsCommand,
    jobsCommand,
    platformsCommand,
    automationCommand,
    policyCommand,
    rulesCommand,
    correctionsCommand,
    importCorrectionsCommand,
    feedbackCommand,
    markFalsePositiveCommand,
    suppressionsCommand,
    exportTrainingDataCommand,
    analyzeCorrectionsCommand,
    analyzePatternsCommand,
    suggestionsCommand,
    calibrateCommand,
    evalCommand,
    triggerCommand,
    keysCommand,
    selfTestCommand,
    analyzeCommand,
    reportsCommand,
    aiStatusCommand,
    aiMetricsCommand,
    actionStatsCommand,
    feedbackMetricsCommand,
    learningReportCommand,
    performanceReportCommand,
    knowledgeCommand,
    addKnowledgeCommand,
    addPatternCommand,
    updateConfidenceCommand,
    testPatternCommand,
    testLogPatternCommand,
    addLogPatternCommand,
    importIncidentsCommand,
    importAirflowLogsCommand,
    exportKnowledgeCommand,
    importKnowledgeCommand,
    validateTrainingDataCommand,
    cleanTrainingDataCommand,
    enableAutoLearningCommand,
  ])
    program.addCommand(make(context) as unknown as Command);
  return program;
}
