import type { Cause } from '../incidents/vocabulary.ts';

/** What operators do about a kind of trouble. A name for people and for the catalogue of actions; naming one starts nothing. */
export const remedies = [
  'restart_service',
  'adjust_memory_config',
  'check_network',
  'health_check',
  'scale_service',
  'cleanup_logs',
  'expand_storage',
  'restart_connection_pool',
  'scale_connection_pool',
  'terminate_queries',
  'check_credentials',
  'check_configuration',
  'retry_job',
] as const;
export type Remedy = (typeof remedies)[number];

/** A kind of trouble that operators have a name for; finer than a cause, coarser than a rule. */
export interface LogPattern {
  readonly name: string;
  readonly category: string;
  /** RE2, ignoring case; a blank stands for any white space. */
  readonly pattern: string;
  /** The first is the one to recommend. */
  readonly remedies: readonly Remedy[];
}

const memoryRemedies: readonly Remedy[] = ['restart_service', 'adjust_memory_config'];

/** Names for what the built-in rules find. The first that fits a line names it, so the more specific stand before the more general. */
export const logPatterns: readonly LogPattern[] = [
  {
    name: 'memory_leak',
    category: 'memory_leak',
    pattern:
      'memory[ -]?leak|leak(?:ing|ed)? memory|possible leak|(?:memory|heap) (?:usage |use )?(?:is )?(?:steadily |constantly |still )?(?:growing|increasing|climbing)',
    remedies: memoryRemedies,
  },
  {
    name: 'out_of_memory',
    category: 'memory_exhaustion',
    pattern:
      'out[ _-]?of[ _-]?memory|outofmemory\\w*|\\boom\\b|oom[ -]?kill\\w*|java heap space|gc overhead limit|heap (?:space|limit|exhausted)|memory (?:is )?(?:exhausted|exceeded|limit exceeded|allocation failed)|(?:cannot|could not|unable to|failed to) allocate memory|memory (?:usage|use|pressure)[^\\n]{0,20}(?:9\\d|100) ?%|\\bMemoryError\\b',
    remedies: memoryRemedies,
  },
  {
    name: 'connection_pool_exhausted',
    category: 'database_connectivity',
    pattern:
      '(?:connection )?pool[^\\n]{0,40}(?:exhaust\\w*|is full|limit reached|no (?:free|available) connection|timed? ?out)|too many (?:client )?(?:connections|clients)|(?:no|all) (?:free |available )?(?:connections?|connection slots)[^\\n]{0,30}(?:available|in use|left|reserved)|remaining connection slots',
    remedies: ['restart_connection_pool', 'scale_connection_pool'],
  },
  {
    name: 'database_storage_full',
    category: 'database_storage',
    pattern:
      '(?:tablespace|database|db|datafile|table|transaction log|archive log|redo log|wal)\\b[^\\n]{0,60}(?:(?:is |disk |storage |space )?full|out of (?:disk )?space|no space left|(?:space|storage) (?:is )?(?:exhausted|exceeded)|unable to extend)|(?:unable|could not|cannot) (?:to )?extend[^\\n]{0,60}(?:tablespace|table|file|relation)',
    remedies: ['expand_storage', 'cleanup_logs'],
  },
  {
    name: 'disk_full',
    category: 'disk_space',
    pattern:
      'no space left|disk (?:is )?(?:full|almost full)|\\bENOSPC\\b|(?:disk|filesystem|file system|volume)[^\\n]{0,40}(?:full|9\\d ?%|100 ?%|exhausted|space (?:is )?(?:low|critical))|(?:out of|insufficient|low) disk space|disk space (?:is )?(?:low|critical|exhausted)|disk quota exceeded',
    remedies: ['cleanup_logs', 'expand_storage'],
  },
  {
    name: 'authentication_failure',
    category: 'authentication',
    pattern:
      'auth(?:entication|orization)?[ _-]?(?:failure|failed|error|denied|rejected)|(?:failed|could not|unable) to authenticate|(?:login|log-in|logon|sign-in) (?:failed|failure|denied|refused|incorrect)|(?:invalid|wrong|bad|expired|incorrect) (?:credentials?|password|user ?name|api key|token)|\\bunauthori[sz]ed\\b|\\b401\\b|access denied for user|permission denied|access (?:is )?denied|\\bforbidden\\b',
    remedies: ['check_credentials'],
  },
  {
    name: 'database_performance',
    category: 'database_performance',
    pattern:
      'slow quer(?:y|ies)|query (?:execution )?(?:time|timeout|timed out|took|exceeded)[^\\n]{0,40}|(?:database|db|sql)[^\\n]{0,40}(?:is )?(?:running )?(?:slow|sluggish|high load)|deadlock|lock wait|statement timeout|long[ -]?running (?:query|transaction)',
    remedies: ['terminate_queries', 'health_check'],
  },
  {
    name: 'database_connection_failure',
    category: 'database_connectivity',
    pattern:
      '(?:database|\\bdb\\b|postgres\\w*|mysql|mariadb|oracle|sql server|mongo\\w*|jdbc|sqlalchemy)[^\\n]{0,80}(?:connect\\w*[^\\n]{0,60}(?:fail\\w*|refused|lost|timed? ?out|timeout|error|closed|reset)|unreachable|(?:refus\\w*|reject\\w*) connections?|is down|not (?:reachable|available|responding))|(?:connect\\w*|connection)[^\\n]{0,40} (?:to )?(?:the )?(?:database|\\bdb\\b|postgres\\w*|mysql|mariadb|oracle|sql server|mongo\\w*)[^\\n]{0,60}|(?:lost|no) connection to[^\\n]{0,20}(?:database|server) (?:during|at|while)',
    remedies: ['restart_connection_pool', 'health_check'],
  },
  {
    name: 'health_check_failed',
    category: 'service_failure',
    pattern:
      '(?:health|liveness|readiness)[ -]?(?:check|probe)[^\\n]{0,40}(?:fail\\w*|timed? ?out|timeout|unhealthy|errored|returned)|(?:service|instance|target|container)[^\\n]{0,40}\\bunhealthy\\b',
    remedies: ['restart_service', 'scale_service'],
  },
  {
    name: 'connection_failure',
    category: 'network_connectivity',
    pattern:
      'connect(?:ion)?(?: attempt)?[ -]?(?:timed?[ -]?out|timeout|refused|reset|aborted|failed|failure|lost|closed|error)|(?:cannot|could not|unable to|failed to) connect|no route to host|(?:network|host) (?:is )?unreachable|name (?:or service not known|resolution)|getaddrinfo|\\bECONN(?:REFUSED|RESET|ABORTED)\\b|socket hang up|broken pipe',
    remedies: ['restart_service', 'check_network'],
  },
  {
    name: 'http_5xx',
    category: 'service_failure',
    pattern:
      '\\bHTTP(?:/[\\d.]+)?[ :=]+5\\d\\d\\b|\\b(?:status(?: ?code)?|code|response|returned|got|error)[ :=]+5\\d\\d\\b|\\b5\\d\\d (?:internal server error|bad gateway|service unavailable|gateway time-?out)|internal server error|bad gateway|gateway time-?out|\\b5xx\\b',
    remedies: ['restart_service', 'health_check'],
  },
  {
    name: 'service_timeout',
    category: 'network_timeout',
    pattern: 'time[sd]?[ -]?out\\b|timeout|deadline exceeded|no (?:response|reply|answer)[^\\n]{0,40} (?:within|in|after) \\d+',
    remedies: ['health_check', 'restart_service'],
  },
  {
    name: 'service_failure',
    category: 'service_failure',
    pattern:
      '(?:service|server|daemon|process|application|broker|instance|node)[^\\n]{0,40}(?:is |has |was )?(?:unavailable|down|crash\\w*|fail\\w*|dead|not (?:running|responding|reachable)|(?:stopped|terminated|exited|died) unexpectedly|unexpectedly (?:stopped|terminated|exited|died))|temporarily unavailable',
    remedies: ['restart_service', 'scale_service'],
  },
  {
    name: 'configuration_error',
    category: 'configuration_error',
    pattern:
      '(?:config(?:uration)?|settings?|property|properties|environment variable|env var)\\b[^\\n]{0,60}(?:error|invalid|missing|not (?:found|set|defined)|required|malformed|unknown)|(?:invalid|missing|malformed|bad|unknown|unset)[^\\n]{0,30}(?:config(?:uration)?|settings?|property|environment variable|env var)\\b|\\bmisconfigur\\w+',
    remedies: ['check_configuration'],
  },
];

/** What to call a line that only its cause is known of. */
export const causeCategory: Readonly<Record<Cause, { readonly category: string; readonly remedies: readonly Remedy[] }>> = {
  TIMEOUT: { category: 'network_timeout', remedies: ['retry_job', 'health_check'] },
  RESOURCE: { category: 'resource_exhaustion', remedies: ['retry_job', 'scale_service'] },
  PERMISSION: { category: 'authentication', remedies: ['check_credentials'] },
  SYNTAX: { category: 'code_error', remedies: [] },
  NETWORK: { category: 'network_connectivity', remedies: ['check_network', 'retry_job'] },
  DATA: { category: 'data_quality', remedies: [] },
  RATE_LIMIT: { category: 'rate_limit', remedies: ['retry_job'] },
  SERVICE_UNAVAILABLE: { category: 'service_failure', remedies: ['health_check', 'restart_service'] },
  CONCURRENCY: { category: 'concurrency', remedies: ['retry_job'] },
  CONFIGURATION: { category: 'configuration_error', remedies: ['check_configuration'] },
  CANCELLED: { category: 'cancelled', remedies: [] },
  UNKNOWN: { category: 'unknown', remedies: [] },
};
