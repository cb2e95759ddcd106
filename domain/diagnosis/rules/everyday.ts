import { again, defineRules, ours, type RuleOverrides, withMore } from './define-rules.ts';

/** Everyday words: they decide before single keywords and after everything else, and always ask. */
const said = { kind: 'keyword', confidence: 0.76, priority: 6 } as const satisfies RuleOverrides;
const thing =
  '(?:records?|rows?|lines?|fields?|columns?|files?|feeds?|headers?|trailers?|deliver(?:y|ies)|values?|amounts?|entry|entries|documents?|invoices?|orders?|customers?|payload|messages?|items?|tables?|sheets?|transactions?)';
const system =
  '(?:systems?|services?|servers?|hosts?|applications?|nodes?|pools?|engines?|sites?|portals?|back-?ends?|subsystems?|databases?|instances?|gateways?|brokers?|clusters?|workers?|agents?|machines?)';

/** What programs of one house say in words of their own. */
export const everydayRules = defineRules('everyday', [
  [
    'data-state',
    'DATA',
    `\\b${thing}\\b[^\\n]{0,80}\\b(?:twice|stale|outdated|older than|out of (?:order|sequence)|wrong order|0 bytes|zero bytes|incomplete|inconsistent|ambiguous|not unique|more than once|do(?:es)? not (?:add up|reconcile|match|agree|balance)|differs?|garbled|unreadable|illegible|too short|too long|but (?:file |feed )?(?:holds|has|starts)|file holds|has no (?:value|content|data|header))\\b`,
    'The data handed in is not as expected',
    said,
  ],
  [
    'data-absent',
    'DATA',
    '\\bno (?:input|data|files?|records|rows|feed|delivery|transactions|orders) (?:for|from|in|on|received|arrived|delivered|available)|mandatory (?:field|column|value|attribute)|(?:not|nor) (?:contained |listed |present |known )?in the (?:reference|master|lookup|code)[ -](?:table|file|list|data)|(?:reconciliation|balancing|plausibility) (?:failed|error|check)|(?:unexpected|wrong|changed) (?:column|field|header|record) (?:order|type|layout|count|format)|refusing to load|aborting import|business date',
    'The data handed in is missing or wrong',
    said,
  ],
  [
    'data-expected',
    'DATA',
    '\\bexpect(?:ed|s|ing)?\\b[^\\n]{0,80}\\b(?:but|got|found|saw|starts with|received|instead)\\b',
    'Something else was expected in the data',
    { ...said, confidence: 0.5, priority: 4 },
  ],
  [
    'config-absent',
    'CONFIGURATION',
    "\\bno (?:mapping|definition|rule|route|section|profile|calendar|parameter|setting|template|schedule|environment|driver|licen[cs]e|credentials?|handler|endpoint|target|default)\\b[^\\n]{0,80}\\b(?:for|configured|defined|named|found|given|set|exists?)\\b|\\b(?:is|are|was|were|been) (?:not|never) (?:set|configured|defined|specified|declared|registered|provided)\\b|isn't (?:set|configured|defined|specified)|lacks (?:the |a )?(?:section|parameter|setting|entry|key)|(?:section|parameter|setting|calendar|profile|licen[cs]e file|property file|parameter file)\\b[^\\n]{0,60}\\b(?:missing|not found|unknown|does not exist|lacks)|refers to [^\\n]{0,60}(?:which|that) does not exist",
    'A setting is missing',
    { ...said, priority: 7, confidence: 0.5 },
  ],
  [
    'config-version',
    'CONFIGURATION',
    '\\b(?:newer|older) than (?:this|the) (?:program|version|client|server|driver|tool|supported)|(?:needs|requires|at least|minimum|supports only|or (?:newer|later|higher))\\b[^\\n]{0,40}\\b(?:version )?v?\\d+\\.\\d+|unknown (?:zone|time ?zone|profile|environment|calendar|driver|dialect|codec|charset|locale)|out of date: |no kernel image|was not (?:built|compiled) with|built without|without support for|Found no \\S+ driver|driver version is insufficient|generated code is out of date',
    'Versions or parts do not fit together',
    { ...said, priority: 7 },
  ],
  [
    'code-shape',
    'SYNTAX',
    '\\b(?:unbalanced|unmatched|unclosed|missing|unexpected|mismatched|dangling) (?:left |right |opening |closing )?(?:parenthes[ie]s|brackets?|braces?|quotes?|semicolon|comma|keyword|token|identifier|operator|symbol|tag)\\b|compile errors?\\b|called with \\d+ arguments?|takes (?:exactly |at (?:least|most) )?\\d+(?: positional)?(?: arguments?)?|no method ["\'`]?\\w+|is (?:removed|deprecated)\\. [Uu]se|must be called (?:with|before|after)|cannot be (?:nested|used here|applied to)|wrong number of (?:arguments|parameters)|undeclared\\b',
    'The code is wrong',
    { ...said, priority: 8 },
  ],
  [
    'link-down',
    'NETWORK',
    '\\b(?:link|line|carrier|socket|tunnel|route|vpn|circuit|uplink|wire|session to|connection to)\\b[^\\n]{0,60}\\b(?:is down|went down|lost|dead|broken|dropped|unreachable|failed|interrupted)\\b|lost carrier|hung up (?:unexpectedly)?|(?:name|host|dns|address) (?:lookup|resolution)[^\\n]{0,80}(?:failed|error)|lookup of [^\\n]{1,80} failed|payload is not completed|(?:body|response|transfer|download|upload) (?:was |is )?(?:incomplete|cut off|not completed|interrupted|aborted)',
    'The connection failed',
    { ...said, confidence: 0.8, priority: 7 },
  ],
  [
    'too-late',
    'TIMEOUT',
    '\\bdid not (?:complete|finish|end|arrive|return|reply|answer|respond|start)\\b[^\\n]{0,60}\\b(?:before|by|within|until|in time)\\b|cut-?off (?:time|of)|(?:batch|time|maintenance|processing|run|load) window[^\\n]{0,30}(?:exceeded|missed|over|closed|ended|passed)|no (?:answer|reply|response|sign of life|news)\\b|overran|overrun|took too long|too slow',
    'It took too long',
    { ...ours, ...again, ...said, priority: 8 },
  ],
  [
    'system-down',
    'SERVICE_UNAVAILABLE',
    `\\b${system}\\b[^\\n]{0,60}\\b(?:closed for|is closed|is down|are down|marked down|went down|restarting|rebooting|being restarted|stopped|not up|out of order|in recovery|quiesc\\w+|lost|gone|crashed|not answering|fail(?:ed|ing) over|switching over|under maintenance)\\b|come back (?:in|later)|end[- ]of[- ]day processing|(?:try|call) (?:again )?later`,
    'A system cannot serve now',
    { ...said, confidence: 0.8, priority: 7 },
  ],
  [
    'used-up',
    'RESOURCE',
    '(?:9[5-9]|100) ?% (?:full|used)|\\bis full\\b|all (?:\\d+ |\\S+ )?[^\\n]{0,30}(?:in use|busy|taken|occupied)|(?:could not|cannot|failed to|unable to) allocate|\\b(?:not enough|insufficient|no more|no free|ran out of|running out of|out of)\\b[^\\n]{0,30}\\b(?:memory|ram|space|disk|storage|slots?|sessions?|handles?|licen[cs]es|threads?|workers?|cores?|capacity|connections?|buffers?|heap|swap|inodes?|units)\\b|no free\\b',
    'Something finite is used up',
    { ...ours, ...withMore, ...said, priority: 9 },
  ],
  [
    'quota-words',
    'RESOURCE',
    '\\bquota\\b[^\\n]{0,30}\\b(?:reached|used up|exhausted|exceeded)\\b',
    'A quota is used up',
    { ...said, action: 'SEND_EMAIL', priority: 8 },
  ],
  [
    'too-often',
    'RATE_LIMIT',
    '\\bslow down\\b|more than \\d+ (?:requests|calls|queries|messages|logins|hits) (?:per|in|within|an?)|\\bper (?:second|minute|hour|day)\\b[^\\n]{0,40}\\b(?:limit|budget|quota|used up|allowed|exceeded|reached)\\b|\\b(?:limit|budget|quota)\\b[^\\n]{0,40}\\bper (?:second|minute|hour|day)\\b|call budget|rate_?limited',
    'More calls were made than allowed per time',
    { ...said, confidence: 0.8, priority: 10 },
  ],
  [
    'no-right',
    'PERMISSION',
    '\\b(?:no|without|lacks?|missing) (?:the )?(?:rights?|permissions?|authority|authori[sz]ation|privileges?|grants?|access)\\b|not the owner|must be (?:the )?(?:owner|superuser|admin\\w*)|\\b(?:white|allow)-?list\\b|\\b(?:key|card|pin|login|logon|user|password|passphrase|token|signature|certificate|credentials?)\\b[^\\n]{0,60}\\b(?:refused|rejected|not accepted|denied|not recogni[sz]ed|unknown)\\b|invalid_auth|not_authed|token_revoked|account_inactive|missing_scope|may not\\b',
    'The caller is not allowed',
    { ...said, confidence: 0.57, priority: 9 },
  ],
  [
    'others-busy',
    'CONCURRENCY',
    '\\bin use by\\b|used by (?:another|process|job|user|session)|being (?:closed|updated|processed|written|used|modified|edited|loaded|rebuilt) by|changed (?:since|in the meantime|meanwhile)|by another (?:job|process|session|user|transaction|instance|program)|\\bheld by\\b|somebody else|another (?:session|process|job|user|transaction) (?:has|is|holds)',
    'Somebody else is in the way',
    { ...said, confidence: 0.8, priority: 10 },
  ],
  [
    'on-purpose',
    'CANCELLED',
    'operator (?:replied|requested|asked|answered|cancel\\w*)|replied CANCEL|\\b(?:run|start|job|request|execution)\\b[^\\n]{0,30}\\b(?:suppressed|ignored|on hold|held back|not due)\\b|job is (?:already )?active|holiday|not scheduled (?:for )?today|disabled by (?:user|operator|admin\\w*)',
    'It was not meant to run',
    { ...said, priority: 10 },
  ],
  [
    'damaged',
    'DATA',
    '\\b(?:table|index|store|database|backup(?: set)?|volume|catalog|journal|archive|data ?file|repository)\\b[^\\n]{0,60}\\b(?:inconsistent after|damaged|needs? repair|run repair|corrupt\\w*|restore not possible|cannot be restored|unrecoverable)\\b',
    'A store is damaged',
    { ...ours, action: 'ESCALATE', severity: 'critical', confidence: 0.88, kind: 'phrase', priority: 9 },
  ],
]);
