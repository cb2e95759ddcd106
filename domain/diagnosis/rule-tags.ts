import { causes } from '../incidents/vocabulary.ts';
import type { Rule } from './types.ts';

/** Topics under which people look for rules, across causes. A rule may belong to several. */
export const ruleTopics = [
  'database_connectivity',
  'database_performance',
  'database_storage',
  'memory_exhaustion',
  'memory_leak',
  'network_connectivity',
  'network_timeout',
  'service_failure',
  'configuration_error',
] as const;
export type RuleTopic = (typeof ruleTopics)[number];

/** What each topic is about, for people. */
export const topicTitles: Readonly<Record<RuleTopic, string>> = {
  database_connectivity: 'A database cannot be reached or takes no more connections',
  database_performance: 'A database is too slow, or its sessions wait for each other',
  database_storage: 'A database has no room left',
  memory_exhaustion: 'Memory is used up',
  memory_leak: 'Memory fills up over time or is not given back',
  network_connectivity: 'A connection cannot be made or breaks',
  network_timeout: 'A connection or a reply over the network takes too long',
  service_failure: 'A service exists and cannot serve',
  configuration_error: 'A setting, package or deployment is wrong',
};

const databaseGroups = new Set([
  'sql',
  'postgres',
  'mysql',
  'oracle',
  'sql-server',
  'store',
  'snowflake',
  'bigquery',
  'db2',
  'redis',
  'mongodb',
]);

/** The part of an id before the slash, e.g. `postgres`; a tenant's own rules have none and are of the group `own`. */
export const groupOf = (ruleId: string): string => (ruleId.includes('/') ? (ruleId.split('/')[0] ?? 'own') : 'own');

/** Which rules belong to a topic; `about` is title and pattern. */
const belongs: Readonly<Record<RuleTopic, (rule: Rule, about: string) => boolean>> = {
  database_connectivity: (rule, about) =>
    isAboutDatabase(rule, about) &&
    (['NETWORK', 'SERVICE_UNAVAILABLE'].includes(rule.cause) || (rule.cause === 'RESOURCE' && /connection|session|client/i.test(about))),
  database_performance: (rule, about) => isAboutDatabase(rule, about) && ['TIMEOUT', 'CONCURRENCY'].includes(rule.cause),
  database_storage: (rule, about) =>
    isAboutDatabase(rule, about) && rule.cause === 'RESOURCE' && /disk|space|storage|tablespace|\bfull\b|extend|undo|\btemp/i.test(about),
  memory_exhaustion: (rule, about) => rule.cause === 'RESOURCE' && /memory|heap|\boom|swap/i.test(about),
  memory_leak: (rule, about) =>
    rule.cause === 'RESOURCE' && /leak|metaspace|permgen|gc overhead|native thread|direct buffer|too many open files/i.test(about),
  network_connectivity: (rule) => rule.cause === 'NETWORK',
  network_timeout: (rule, about) =>
    (rule.cause === 'TIMEOUT' && /connect|socket|network|read|gateway|reply|response|request/i.test(about)) ||
    (rule.cause === 'NETWORK' && /time?d? ?-?out/i.test(about)),
  service_failure: (rule) => rule.cause === 'SERVICE_UNAVAILABLE',
  configuration_error: (rule) => rule.cause === 'CONFIGURATION',
};

const isAboutDatabase = (rule: Rule, about: string): boolean =>
  databaseGroups.has(groupOf(rule.id)) || /\b(?:database|sql|postgres\w*|mysql|oracle|ORA-|redis|mongo\w*)\b/i.test(about);

/** The topics that a rule belongs to. */
export function topicsOf(rule: Rule): readonly RuleTopic[] {
  const about = `${rule.title} ${rule.pattern}`;
  return ruleTopics.filter((topic) => belongs[topic](rule, about));
}

/** A category under which rules are listed: a cause or a topic. */
export interface RuleCategory {
  /** Lower case, e.g. `timeout` or `database_storage`. */
  readonly key: string;
  readonly kind: 'cause' | 'topic';
  readonly rules: readonly Rule[];
}

/** Every cause that can be told and every topic, each with its rules. */
export function categorise(rules: readonly Rule[]): readonly RuleCategory[] {
  const topics = rules.map((rule) => ({ rule, topics: topicsOf(rule) }));
  return [
    ...causes
      .filter((cause) => cause !== 'UNKNOWN')
      .map((cause) => ({ key: cause.toLowerCase(), kind: 'cause' as const, rules: rules.filter((rule) => rule.cause === cause) })),
    ...ruleTopics.map((topic) => ({
      key: topic,
      kind: 'topic' as const,
      rules: topics.filter((one) => one.topics.includes(topic)).map((one) => one.rule),
    })),
  ];
}
