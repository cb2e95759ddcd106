import { defineRules, tellOwner } from './define-rules.ts';

/** What services and their monitors write into logs in plain words. They name the trouble and seldom its reason. */
export const serviceLogRules = defineRules('service-log', [
  [
    'heap-space',
    'RESOURCE',
    'OutOfMemoryError:? (?:java )?heap space|out of (?:java )?heap space',
    'The memory of the Java process is used up',
    { confidence: 0.95 },
  ],
  [
    'failure',
    'SERVICE_UNAVAILABLE',
    '\\b(?:service|server|daemon|broker) (?:\\S{1,40} )?(?:failure|(?:has )?(?:stopped|terminated|exited|died) unexpectedly|unexpectedly (?:stopped|terminated|exited|died))\\b',
    'The service stopped or failed',
    { confidence: 0.84, severity: 'high', priority: -2 },
  ],
  [
    'rate-of-5xx',
    'SERVICE_UNAVAILABLE',
    '\\b5xx (?:error|response|status|rate|count)\\w*|(?:error|response|status)s?[^\\n]{0,20}\\b5xx\\b',
    'The service answers many requests with errors of its own',
    { confidence: 0.82, priority: -2 },
  ],
  [
    'slow-database',
    'TIMEOUT',
    '\\b(?:database|\\bdb\\b|sql server) (?:\\S{1,40} )?(?:is )?(?:running |responding |very |extremely )?(?:slow(?:ly)?|sluggish)\\b|query (?:execution )?time (?:has )?exceed\\w*',
    'The database answers too slowly',
    { confidence: 0.78, priority: -2 },
  ],
  [
    'leak',
    'RESOURCE',
    '(?:possible|suspected|potential) (?:memory )?leak\\b|\\b(?:heap|memory) (?:usage |use )?(?:is )?(?:steadily |constantly |continuously )?(?:growing|climbing)',
    'The process uses ever more memory',
    { ...tellOwner, confidence: 0.8, priority: -1 },
  ],
]);
