import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { LogAnalysisAnswer } from '../../api/schemas/logs.ts';
import type { RuleShape, RuleTestAnswer } from '../../api/schemas/rules.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { facts } from '../output.ts';

type Analysis = z.infer<typeof LogAnalysisAnswer>;
const group = 'Teaching:';

/** `nightshift test-pattern` */
export const testPatternCommand = (context: WithContext) =>
  new Command('test-pattern')
    .description('check which category a text is recognised as')
    .requiredOption('--text <text>', 'an error text or log line')
    .requiredOption('--expected-category <category>')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nThe exit code is 1 when another category is found.\n\nExample:\n  $ nightshift test-pattern --text "Cannot reach the mail relay" --expected-category connectivity\n',
    )
    .action(async ({ text, expectedCategory }) => {
      const { client, output, endWith } = context();
      const body = { message: text, expected_category: expectedCategory };
      const { answer } = await client.send<Analysis>('POST', '/api/logs/analyze', body);
      const passed = answer.category_fits === true;
      output.show({ passed, expected: expectedCategory, ...answer }, () =>
        facts([
          ['result', passed ? 'pass' : 'fail'],
          ['expected', expectedCategory],
          ['found', answer.category],
          ['known by', answer.knowledge === null ? answer.pattern_matched : `${answer.knowledge.title} (${answer.knowledge.id})`],
          ['confidence', answer.confidence],
        ]),
      );
      if (!passed) endWith(exitCodes.failed);
    });

/** `nightshift test-log-pattern` */
export const testLogPatternCommand = (context: WithContext) =>
  new Command('test-log-pattern')
    .description('check whether a regex fits a message')
    .argument('<regex>', 'RE2, ignoring case')
    .argument('<message>')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nThe exit code is 1 when it does not fit.\n\nExample:\n  $ nightshift test-log-pattern "connection.*timeout" "Database connection timeout after 30 s"\n',
    )
    .action(async (pattern, message) => {
      const { client, output, endWith } = context();
      const { answer } = await client.send<RuleTestAnswer>('POST', '/api/rules/test', { pattern, examples: [message] });
      const [example] = answer.examples;
      if (example === undefined)
        throw new CliError(exitCodes.invalid, answer.problems.map((one) => `${one.field} ${one.message}`).join('; '));
      const remarks = answer.problems.map((one) => `  As a rule it would be refused: ${one.field} ${one.message}`);
      output.show({ matches: example.matches, ...answer }, () => [example.matches ? 'match' : 'no match', ...remarks].join('\n'));
      if (!example.matches) endWith(exitCodes.failed);
    });

/** `nightshift add-log-pattern` */
export const addLogPatternCommand = (context: WithContext) =>
  new Command('add-log-pattern')
    .description('name lines that a regex fits; failures with such a line get its severity')
    .requiredOption('--name <name>', 'e.g. payment_failure')
    .requiredOption('--pattern <regex>', 'RE2, ignoring case')
    .requiredOption('--severity <severity>', 'critical, high, medium or low')
    .option('--cause <cause>', 'lets it also decide what the failure is', 'UNKNOWN')
    .option('--action <action>', 'default: usual for the cause')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nIt becomes a rule of yours: see "nightshift rules".\n\nExample:\n  $ nightshift add-log-pattern --name payment_failure --pattern "payment .*declined" --severity high\n',
    )
    .action(async ({ name, pattern, severity, cause, action }) => {
      const { client, output } = context();
      const rule = { title: name, pattern, severity, cause, tags: ['log-pattern'], ...(action === undefined ? {} : { action }) };
      const { answer } = await client.send<RuleShape>('POST', '/api/rules', rule);
      output.show(answer, () => `Added ${answer.title} as rule ${answer.id}; it holds from the next line on.`);
    });
