import type { Action, Cause, Origin } from '../incidents/vocabulary.ts';
import { fenceRule } from '../model/fence.ts';

const causeWords: Readonly<Record<Cause, string>> = {
  TIMEOUT: 'work had begun or a reply was awaited, and a time limit ran out',
  RESOURCE: 'memory, disk, slots, nodes or a quota of capacity is used up; a kill without another reason',
  PERMISSION: 'somebody or something is not allowed, or its credential is wrong or has run out',
  SYNTAX: "the job's own code or query is wrong",
  NETWORK: 'a connection could not be made or broke: name, refusal, reset, TLS',
  DATA: 'the data that was handed in is missing, malformed, changed or breaks a constraint',
  RATE_LIMIT: 'too many calls per time',
  SERVICE_UNAVAILABLE: 'a service or part of the platform is there and cannot serve now',
  CONCURRENCY: 'others are in the way: locks, deadlocks, conflicts',
  CONFIGURATION: 'a setting, deployment, package or version is wrong or missing',
  CANCELLED: 'somebody or the scheduler stopped or skipped it',
  UNKNOWN: 'the text does not tell; say so rather than guess',
};
const originWords: Readonly<Record<Origin, string>> = {
  INPUT_DATA_QUALITY: 'the fix lies in the data',
  WORKFLOW_ENGINE: "the fix lies on the job's own side: code, settings, cluster, scheduler",
  THIRD_PARTY_SYSTEM: 'the fix lies in a system that the job talks to and others run',
  UNKNOWN: 'not told',
};
const actionWords: Readonly<Record<Action, string>> = {
  RETRY: 'the same run may well succeed later',
  RETRY_WITH_NEW_PARAMS: 'the same run would fail again, and one of the listed tunables would help',
  SEND_EMAIL: 'only the owner can put it right, and nothing burns',
  ESCALATE: 'somebody must look now: a store is damaged or data may be lost',
  IGNORE: 'it was meant to be',
};

const listed = (words: Readonly<Record<string, string>>): string =>
  Object.entries(words)
    .map(([name, meaning]) => `- ${name}: ${meaning}`)
    .join('\n');

/** What the model is told of its work, the same for every failure. */
export const instructions = `You diagnose failed batch and data jobs for the engineers who run them. You get facts about one failed run and say what went wrong.

${fenceRule}

Find the innermost cause; lines such as "task failed" or "exit code 1" only wrap it. A specific code weighs more than a general word.

cause:
${listed(causeWords)}

origin:
${listed(originWords)}

action, what a careful engineer on call would do first:
${listed(actionWords)}

confidence: from 0 to 1, how often a verdict like this one turns out right. Be modest; a plain guess is 0.3.
rootCause: one plain sentence for the engineer, no links, no addresses.
quotes: up to five lines of the evidence, copied exactly, on which the verdict rests.
parameters: only for RETRY_WITH_NEW_PARAMS, new values for tunables that are listed, inside their bounds; otherwise an empty list.`;
