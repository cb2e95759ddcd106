import { defineRules, ours } from './define-rules.ts';

/** dbt. */
export const dbtRules = defineRules('dbt', [
  [
    'profile',
    'CONFIGURATION',
    'Could not find profile named|unable to find profile|does not have a target named|no profile was specified|Credentials in profile "[^"\\n]+"[^\\n]*invalid|Must specify (?:schema|database|host|account)|profiles\\.yml|No dbt_project\\.yml found|Env var required but not provided|Could not run dbt|Runtime Error\\s+Could not find (?:profile|adapter)|Could not find adapter type|This version of dbt is not supported|Required (?:dbt )?version|dbt deps|packages? (?:\\S+ )?(?:was |were )?not (?:found|installed)|Version error for package|project name is not|dbt_packages|invalid (?:dbt_project|profile)|\'\\w+\' is a required property|Additional properties are not allowed|not a valid (?:adapter|profile|project)|Required var \'',
    'Profile, project or packages of dbt are not set up',
    { confidence: 0.85, priority: 9 },
  ],
  [
    'compile',
    'SYNTAX',
    "Compilation Error in|depends on a (?:node|source) named|which was not found|'\\w+' is undefined|dbt was unable to infer all dependencies|Parsing Error +in|dbt found two (?:models|resources|schema\\.yml|macros|sources)|Found a cycle|macro '?\\S+'? takes|No (?:macro|filter) named|dbt could not find a|Model '[^'\\n]+' \\([^)\\n]+\\) depends on|unknown tag|Encountered unknown tag",
    'A model cannot be compiled',
    { confidence: 0.91, priority: 8 },
  ],
  [
    'test',
    'DATA',
    'Got \\d+ results?, configured to fail|Failure in test|FAIL \\d+ \\w+|\\d+ of \\d+ FAIL|Data test failed|test (?:not_null|unique|relationships|accepted_values)\\S* ?\\S* failed|got \\d+ results, expected 0|This (?:model|query) has not been (?:built|tested)|WARN freshness exceeded|ERROR STALE|ERROR freshness|source freshness',
    'A data test failed',
    { confidence: 0.83, priority: 9 },
  ],
  [
    'contract',
    'DATA',
    'This model has an enforced contract that failed|contract (?:violation|failed)|on_schema_change|source and target schemas? (?:on this incremental model )?are out of sync|data type mismatch',
    'The columns of a model are not as agreed',
    { ...ours, confidence: 0.86, priority: 7 },
  ],
  [
    'unchanged',
    'UNKNOWN',
    'Database Error\\s*$|Encountered an error:\\s+Runtime Error\\s*$',
    'dbt failed, and the text does not tell why',
    { confidence: 0.35, priority: -30 },
  ],
  [
    'database',
    'SYNTAX',
    'Database Error in (?:model|snapshot|seed|rpc|analysis)[^\\n]*\\s+(?:\\d{6} \\(\\w{5}\\): )?(?:SQL compilation error|syntax error|column|relation|function|invalid identifier|Unrecognized name)',
    'The query of a model is wrong',
    { confidence: 0.9, priority: 6 },
  ],
  [
    'seed',
    'DATA',
    'Database Error in seed|agate[^\\n]{0,60}(?:error|Unexpected)|Could not load seed|Runtime Error in seed',
    'A seed file does not fit its table',
    { confidence: 0.82, priority: 2 },
  ],
  [
    'partial-parse',
    'CONFIGURATION',
    'Unable to do partial parsing because of an error|manifest\\.json[^\\n]{0,60}(?:not found|incompatible|No such)|state (?:manifest|directory)',
    'The stored state of dbt does not fit',
    { confidence: 0.78, priority: 1 },
  ],
]);
