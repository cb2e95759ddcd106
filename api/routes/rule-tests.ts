import { createRoute, z } from '@hono/zod-openapi';
import { createRuleMatcher, type RuleMatcher } from '../../domain/diagnosis/match-rules.ts';
import { normalise } from '../../domain/diagnosis/normalise.ts';
import { patternCost } from '../../domain/diagnosis/pattern-cost.ts';
import { categorise, type RuleTopic, topicTitles } from '../../domain/diagnosis/rule-tags.ts';
import { causeDefaults } from '../../domain/diagnosis/rules/define-rules.ts';
import type { Rule } from '../../domain/diagnosis/types.ts';
import { tryRule, validateTenantRule } from '../../domain/diagnosis/validate-tenant-rule.ts';
import type { Cause } from '../../domain/incidents/vocabulary.ts';
import { type RuleView, readRule, readRules } from '../../store/reads/rules.ts';
import type { Tx } from '../../store/tx.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { PatternCategory, RuleTest, RuleTestAnswer, toContent } from '../schemas/rules.ts';

type Given = z.output<typeof RuleTest>;

/** Id of a rule that is only tried. */
const triedId = 'tried';

async function ruleOf(tx: Tx, given: Given): Promise<Rule> {
  if (given.ruleId !== undefined) return (await readRule(tx, given.ruleId)).rule;
  if (given.rule !== undefined) return { ...toContent(given.rule).rule, id: triedId };
  const { origin, action, severity } = causeDefaults.UNKNOWN;
  return {
    id: triedId,
    pattern: given.pattern ?? '',
    cause: 'UNKNOWN',
    origin,
    action,
    severity,
    confidence: 0.9,
    kind: 'phrase',
    title: 'Tried',
  };
}

const expectations = (given: Given) =>
  [...(given.rule?.examples ?? []), ...given.examples].map((one) => (typeof one === 'string' ? { text: one } : one));

/** The rules that would decide if this one were there too. */
async function wouldBe(tx: Tx, rule: Rule): Promise<RuleMatcher> {
  const others = (await readRules(tx)).filter((one) => one.enabled && one.rule.id !== rule.id).map((one) => one.rule);
  return createRuleMatcher([rule, ...others]);
}

async function testRule(tx: Tx, given: Given): Promise<RuleTestAnswer> {
  const rule = await ruleOf(tx, given);
  const expected = expectations(given);
  const problems = validateTenantRule(
    rule,
    expected.flatMap((one) => (one.matches === undefined ? [] : [{ text: one.text, matches: one.matches }])),
  );
  const compiles = !problems.some((problem) => problem.field === 'pattern' && problem.message.includes('RE2'));
  if (!compiles) return { valid: false, problems: [...problems], cost: null, examples: [] };
  const { cost, literals, reason } = patternCost(rule.pattern);
  const matcher = expected.length === 0 ? null : await wouldBe(tx, rule);
  const platform = rule.platforms?.[0] ?? '';
  const examples = tryRule(rule, expected).map((result) => {
    const evidence = normalise({ platform, errorText: result.text, logTail: '', exitCode: null, signal: null, platformReason: null });
    return { ...result, quotes: [...result.quotes], decidedBy: matcher?.match(evidence, platform)[0]?.rule.id ?? null };
  });
  return {
    valid: problems.length === 0,
    problems: [...problems],
    cost: { class: cost, literals: literals.map((set) => [...set]), reason },
    examples,
  };
}

const causeTitle = (cause: string): string => `${cause.charAt(0).toUpperCase()}${cause.slice(1).replaceAll('_', ' ')}`;

function patterns(views: readonly RuleView[]): z.output<typeof PatternCategory>[] {
  const byId = new Map(views.map((view) => [view.rule.id, view]));
  return categorise(views.map((view) => view.rule)).map(({ key, kind, rules }) => {
    const mine = rules.flatMap((rule) => byId.get(rule.id) ?? []);
    return {
      category: key,
      kind,
      title: kind === 'topic' ? topicTitles[key as RuleTopic] : causeTitle(key),
      action: kind === 'cause' ? causeDefaults[key.toUpperCase() as Cause].action : null,
      rules: mine.length,
      enabled: mine.filter((view) => view.enabled).length,
      patterns: mine.map(({ rule, source, enabled }) => ({ ruleId: rule.id, title: rule.title, source, enabled })),
    };
  });
}

/** Trying rules before they are saved, and the categories under which rules are found. */
export function createRuleTestRoutes({ transact }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/rules/test',
        tags: ['rules'],
        summary: 'Try a pattern or a rule on texts, without saving it',
        middleware: [need('viewer')],
        request: { body: body(RuleTest) },
        responses: { 200: answer('What is wrong with it, what it costs, and which texts it fits', RuleTestAnswer), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(await transact(tenant, actor, (tx) => testRule(tx, c.req.valid('json'))), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/patterns',
        tags: ['rules'],
        summary: 'Categories of failures with the rules that recognise them',
        middleware: [need('viewer')],
        responses: { 200: answer('Causes, then topics across causes', z.object({ items: z.array(PatternCategory) })), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json({ items: patterns(await transact(tenant, actor, readRules)) }, 200);
      },
    );
}
export type RuleTestRoutes = ReturnType<typeof createRuleTestRoutes>;
