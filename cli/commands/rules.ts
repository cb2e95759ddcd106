import { Command } from '@commander-js/extra-typings';
import type { RuleShape, RuleTestAnswer } from '../../api/schemas/rules.ts';
import type { ReplayAnswer } from '../../api/schemas/suggestions.ts';
import type { CommandContext, WithContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { ago, facts, heading, line, short, table } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';
import { type RuleOptions, readRuleInput, withRuleOptions } from '../rule-input.ts';
import { describeReplay } from './suggestions.ts';

const path = (id: string): string => `/api/rules/${encodeURIComponent(id)}`;
const percent = (share: number | null): string | null => (share === null ? null : `${Math.round(share * 100)} %`);

const listCommand = (context: WithContext) =>
  new Command('list')
    .description('list rules, own ones first, with how they did in the last 90 days')
    .option('--source <source>', 'built-in, own or override')
    .option('--group <group>', 'the part of the id before the slash')
    .option('--tag <tag>', 'a topic such as database_storage, or a tag')
    .option('--cause <cause>')
    .option('--state <state>', 'enabled or disabled')
    .option('-q, --search <text>', 'search id, title and pattern')
    .option('-n, --limit <count>', 'how many', wholeNumber(1, 1000), 50)
    .option('--cursor <cursor>', 'where to go on, from an earlier list')
    .action(async ({ search, ...query }) => {
      const { client, output } = context();
      const page = await client.get<{ items: RuleShape[]; nextCursor: string | null }>('/api/rules', { ...query, q: search });
      output.show(page, () => {
        const rows = page.items.map((one) => [
          one.id,
          one.enabled ? one.source : `${one.source}, off`,
          one.cause,
          one.action,
          one.statistics.hits,
          percent(one.statistics.rightShare),
          short(one.title, 50),
        ]);
        const more = page.nextCursor === null ? '' : `\n\nMore with --cursor ${page.nextCursor}`;
        return table(['id', 'source', 'cause', 'action', 'hits', 'right', 'title'], rows, 'No rules.') + more;
      });
    });

const describeRule = (rule: RuleShape): string =>
  [
    facts([
      ['rule', rule.id],
      ['title', rule.title],
      ['source', `${rule.source}${rule.enabled ? '' : ', switched off'}, version ${rule.version}`],
      ['pattern', rule.pattern],
      ['verdict', `${rule.cause}, ${rule.origin}, ${rule.action}, ${rule.severity}`],
      ['evidence', `${rule.kind}, confidence ${rule.confidence}, priority ${rule.priority}`],
      ['platforms', rule.platforms?.join(', ') ?? 'all'],
      ['topics', [...rule.topics, ...rule.tags].join(', ')],
      ['advice', rule.advice],
      ['hits', `${rule.statistics.hits} in 90 days, decided ${rule.statistics.decided}, last ${ago(rule.statistics.lastHitAt)}`],
      [
        'right',
        `${percent(rule.statistics.rightShare) ?? 'not judged yet'} (${rule.statistics.right} right, ${rule.statistics.wrong} wrong)`,
      ],
    ]),
    ...(rule.examples.length === 0 ? [] : [heading('Examples')]),
    ...rule.examples.map((one) => `  ${one.matches ? 'fits     ' : 'fits not '} ${line(short(one.text, 120) ?? '')}`),
  ].join('\n');

const showCommand = (context: WithContext) =>
  new Command('show')
    .description('everything about one rule')
    .argument('<rule>', 'id of the rule')
    .action(async (id) => {
      const { client, output } = context();
      const rule = await client.get<RuleShape>(path(id));
      output.show(rule, () => describeRule(rule));
    });

function describeTest(answer: RuleTestAnswer): string {
  const problems = answer.problems.map(
    (one) => `${one.field}: ${one.message}${one.position === null ? '' : ` (at character ${one.position + 1})`}`,
  );
  const rows = answer.examples.map((one) => [one.matches ? 'fits' : 'fits not', one.decidedBy, short(one.text, 90)]);
  return [
    answer.valid ? 'The rule is sound.' : ['The rule would be refused:', ...problems.map((one) => `  ${line(one)}`)].join('\n'),
    ...(answer.cost === null ? [] : [`Cost ${answer.cost.class}: ${answer.cost.reason}.`]),
    ...(rows.length === 0 ? [] : [table(['result', 'decided by', 'text'], rows, '')]),
  ].join('\n');
}

const testCommand = (context: WithContext) =>
  new Command('test')
    .description('try a pattern, or a rule that is there, on texts')
    .argument('<pattern-or-id>', 'RE2 pattern, or with --id the id of a rule')
    .argument('[texts...]', 'texts to try it on')
    .option('--id', 'the first argument is the id of a rule', false)
    .action(async (subject, texts, { id }) => {
      const { client, output, endWith } = context();
      const { answer } = await client.send<RuleTestAnswer>('POST', '/api/rules/test', {
        ...(id ? { ruleId: subject } : { pattern: subject }),
        examples: texts,
      });
      output.show(answer, () => describeTest(answer));
      if (!answer.valid) endWith(exitCodes.invalid);
    });

const showSaved = ({ output }: CommandContext, rule: RuleShape, what: string): void =>
  output.show(rule, () => `${what} ${rule.id} (version ${rule.version}). It holds from the next failure on.`);

const addCommand = (context: WithContext) =>
  withRuleOptions(new Command('add').description('add a rule; it is tried on its examples before it is saved')).action(
    async (options: RuleOptions) => {
      const made = context();
      const { answer } = await made.client.send<RuleShape>('POST', '/api/rules', await readRuleInput(options, {}));
      showSaved(made, answer, 'Added');
    },
  );

const replayCommand = (context: WithContext) =>
  withRuleOptions(
    new Command('replay')
      .description('what a rule would have changed in stored cases; nothing is saved')
      .option('--replaces <rule>', 'id of the rule that it would replace'),
  ).action(async (options: RuleOptions & { readonly replaces?: string }) => {
    const { client, output } = context();
    const { replaces, ...written } = options;
    const body = { rule: await readRuleInput(written, {}), ...(replaces === undefined ? {} : { ruleId: replaces }) };
    const { answer } = await client.send<ReplayAnswer>('POST', '/api/rules/replay', body, { timeoutMs: 300_000 });
    output.show(answer, () => describeReplay(answer));
  });

/** The fields of a rule that a person writes, as they are now. */
function writable(rule: RuleShape): Record<string, unknown> {
  const { title, pattern, cause, origin, action, severity, kind, confidence, priority, examples, tags, enabled, platforms, advice } = rule;
  return {
    ...{ title, pattern, cause, origin, action, severity, kind, confidence, priority, examples, tags, enabled },
    ...(platforms === null ? {} : { platforms }),
    ...(advice === null ? {} : { advice }),
  };
}

const editCommand = (context: WithContext) =>
  withRuleOptions(new Command('edit').description('change a rule, or override a built-in one').argument('<rule>', 'id of the rule')).action(
    async (id: string, options: RuleOptions) => {
      const made = context();
      const before = await made.client.get<RuleShape>(path(id));
      const content = await readRuleInput(options, writable(before));
      const { answer } = await made.client.send<RuleShape>('PUT', path(id), { ...content, version: before.version });
      showSaved(made, answer, 'Changed');
    },
  );

const switchCommand = (context: WithContext, name: 'enable' | 'disable') =>
  new Command(name)
    .description(`switch a rule ${name === 'enable' ? 'on' : 'off'}, a built-in one too`)
    .argument('<rule>', 'id of the rule')
    .action(async (id) => {
      const { client, output } = context();
      const { answer } = await client.send<RuleShape>('PUT', `${path(id)}/state`, { enabled: name === 'enable' });
      output.show(answer, () => `${answer.id} is ${answer.enabled ? 'on' : 'off'}.`);
    });

const removeCommand = (context: WithContext) =>
  new Command('remove')
    .description('remove an own rule; a built-in one goes back to how it came')
    .argument('<rule>', 'id of the rule')
    .action(async (id) => {
      const { client, output } = context();
      const { answer } = await client.send('DELETE', path(id));
      output.show(answer, () => 'Removed.');
    });

/** `nightshift rules …` */
export const rulesCommand = (context: WithContext) =>
  new Command('rules')
    .description('what failures are recognised by: built-in rules and your own')
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(testCommand(context))
    .addCommand(replayCommand(context) as unknown as Command)
    .addCommand(addCommand(context) as unknown as Command)
    .addCommand(editCommand(context) as unknown as Command)
    .addCommand(switchCommand(context, 'enable'))
    .addCommand(switchCommand(context, 'disable'))
    .addCommand(removeCommand(context))
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift rules list --tag database_storage\n  $ nightshift rules test "payment (?:gateway|provider) rejected" "The payment gateway rejected it"\n' +
        '  $ nightshift rules add --title "Payment rejected" --pattern "payment gateway rejected" --cause DATA --example "payment gateway rejected order 7"\n' +
        '  $ nightshift rules disable network/refused\n',
    );
