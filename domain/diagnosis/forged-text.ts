/**
 * Text that speaks to Nightshift or in its name instead of telling what failed: orders to whoever reads the log, verdicts and approvals made up by a job,
 * and lines like those that we make of the platform's own words. Such a line is no evidence.
 */
const forgeries: readonly RegExp[] = [
  /\bplatform reason\s*:/i,
  /\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+|these\s+)*(?:previous|prior|above|earlier|preceding|other)\s+(?:instructions?|prompts?|rules?|messages?|context)/i,
  /<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[\/?INST\]|<<\/?SYS>>|^\s*#{2,}\s*(?:system|instructions?|assistant|response)\b/i,
  /^\W*(?:system|assistant)\s*:\s+.*\b(?:you|must|approve|action|cause|confidence|understood)\b/i,
  /\byou are (?:now|no longer)\b|\bdear (?:assistant|model|nightshift)\b|\b(?:assistant|model)\s*:\s*(?:understood|sure|ok)/i,
  /\b(?:approve|authori[sz]e)\b.{0,60}\b(?:every|all|proposals?|incidents?|without asking|RETRY(?:_WITH_NEW_PARAMS)?|IGNORE|ESCALATE)\b/i,
  /\b(?:confirmed|approved|verified)[ _-]?by["']?\s*[:=]?\s*["']?(?:a\s+)?(?:human|person|people|approver|admin|ops@)/i,
  /\bverdict\s*[=:]?\s*(?:approve[d]?|confirmed)\b|\bactor\.(?:kind|role)\b|\bknowledge entry\b.{0,60}\bstate\s*=\s*active\b/i,
  /\b(?:actFrom|escalateBelow|maxResubmissionsPerRun|maxActionsPerIncident|policy override)\b/i,
  /\b(?:set|new)\s+parameters?\b\s*[:={]|\bset\s+action\s*=/i,
  /\btarget list\s*:|\bskip approval\b/i,
];

/** Fields of a verdict; two of them with values in one line are one. */
const verdictFields =
  /["'\\]*\b(?:cause|origin|action|confidence|verdict|root_?cause_?category)["'\\]*\s*(?:[:=]|\bis\b)\s*["'\\]*(?:TIMEOUT|RESOURCE|PERMISSION|SYNTAX|NETWORK|DATA|RATE_LIMIT|SERVICE_UNAVAILABLE|CONCURRENCY|CONFIGURATION|CANCELLED|UNKNOWN|RETRY(?:_WITH_NEW_PARAMS)?|SEND_EMAIL|ESCALATE|IGNORE|INPUT_DATA_QUALITY|WORKFLOW_ENGINE|THIRD_PARTY_SYSTEM|[\d.]+%?)/gi;

/** Cheap test that spares nearly every line the patterns above. */
const hint =
  /platform reason|ignore|disregard|forget|instruct|prompt|<\||\[\/?inst|<<|##|system|assistant|you are|dear|approv|authori|confirm|verif|verdict|actor\.|knowledge|actfrom|escalate|max(?:resub|action)|policy|parameter|action|target list|cause/i;

/** True for a line that is no evidence, because it speaks to its readers or in their name. */
export function isForged(line: string): boolean {
  if (!hint.test(line)) return false;
  const start = line.slice(0, 4_000);
  return forgeries.some((pattern) => pattern.test(start)) || (start.match(verdictFields)?.length ?? 0) >= 2;
}
