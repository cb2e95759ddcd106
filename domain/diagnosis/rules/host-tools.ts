import { defineRules, ours } from './define-rules.ts';

/** What the small tools of a host say: make, cron, coreutils, GDAL. */
export const hostToolRules = defineRules('tool', [
  [
    'make-killed',
    'RESOURCE',
    'make(?:\\[\\d+\\])?: \\*\\*\\* [^\\n]{0,160}\\bError 137\\b',
    'The command was killed, most often for its memory',
    { confidence: 0.9, priority: 9 },
  ],
  [
    'make-stopped',
    'CANCELLED',
    'make(?:\\[\\d+\\])?: \\*\\*\\* [^\\n]{0,160}\\b(?:Error (?:130|143)\\b|Interrupt\\b|Terminated\\b)',
    'The command was stopped',
    { confidence: 0.84, priority: 9 },
  ],
  [
    'no-operand',
    'SYNTAX',
    '\\bmissing (?:file |destination file )?operand\\b',
    'The command was called without what it works on',
    { confidence: 0.86, priority: 4 },
  ],
  [
    'cron-file-mode',
    'PERMISSION',
    'INSECURE MODE \\(|BAD FILE MODE\\b|WRONG FILE OWNER\\b|\\(WRONG OWNER\\)|bad (?:ownership|owner) or (?:modes|permissions)',
    'Owner or mode of the file is not accepted',
    { ...ours, confidence: 0.93, priority: 8 },
  ],
  [
    'datasource-unreadable',
    'DATA',
    'Unable to open datasource',
    'The source of geographic data cannot be read',
    { confidence: 0.86, priority: 6 },
  ],
]);
