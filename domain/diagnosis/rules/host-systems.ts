import { again, asksFirst, byCode, defineRules, ours, tellOwner, theirs, withMore } from './define-rules.ts';

/** An SQLCODE as Db2 for z/OS and its drivers write it. */
const sqlcode = (numbers: string): string => `SQLCODE ?(?:[:=]|IS)? ?-(?:${numbers})\\b`;
/** An SQLCODE with the reason that tells what it means. */
const because = (numbers: string, reasons: string): string =>
  `SQLCODE ?[:=]? ?-(?:${numbers})\\b[^\\n]{0,160}(?:\\n[^\\n]*){0,2}\\b(?:${reasons})\\b`;

/** Messages of mainframe systems: Db2 for z/OS, the job entry subsystem, allocation, sort, VSAM, COBOL. */
export const hostSystemRules = defineRules('host', [
  [
    'db2-stopped',
    'SERVICE_UNAVAILABLE',
    `${sqlcode('904')}|DSNT50[01]I|UNSUCCESSFUL EXECUTION CAUSED BY AN UNAVAILABLE RESOURCE`,
    'A table space or another part of the database cannot be used now',
    { ...byCode, ...theirs, ...again, confidence: 0.89, priority: 10 },
  ],
  [
    'db2-taken',
    'CONCURRENCY',
    because('904|911|913', '00C9008E|00C90088|00C900BA|00C90096|00C200EA'),
    'Another job holds the lock or the resource',
    { ...byCode, confidence: 0.91, priority: 13 },
  ],
  [
    'db2-space',
    'RESOURCE',
    because('904', '00D700(?:14|25)|00C90084|00C9000A|00E7000E'),
    'A table space of the database cannot grow',
    { ...byCode, ...theirs, ...tellOwner, confidence: 0.9, priority: 13 },
  ],
  [
    'db2-package',
    'CONFIGURATION',
    `${sqlcode('805|818|922 PLAN|927|991')}|\\bSQL08(?:05N|18N)\\b|DBRM OR PACKAGE NAME|PRECOMPILER-GENERATED TIMESTAMP|CONSISTENCY TOKEN`,
    'Program and bound package do not fit together',
    { ...byCode, ...ours, confidence: 0.91, priority: 11 },
  ],
  [
    'db2-cursor',
    'SYNTAX',
    sqlcode('313|501|502|504|507|508|514|516|518|519'),
    'The program uses a cursor or statement wrongly',
    { ...byCode, confidence: 0.89, priority: 9 },
  ],
  [
    'allocation-wait',
    'CONCURRENCY',
    'FOLLOWING RESERVED DATA SETS UNAVAILABLE|WAITING FOR DATA SETS|\\bIEF86[13]I\\b|\\bIEF099I\\b|\\bIKJ56225I\\b|DATA SET [^\\n]{1,60} ALLOCATED TO ANOTHER|IS IN USE BY [^\\n]{1,40}JOB',
    'Another job holds the data set',
    { ...ours, confidence: 0.9, priority: 11 },
  ],
  [
    'space',
    'RESOURCE',
    '\\bIEC03[0-2]I\\b|\\bIEF257I\\b|\\bIGD17(?:206|272|273|279)I\\b|SPACE REQUESTED NOT AVAILABLE|VOLUME SELECTION HAS FAILED|\\bIEC070I\\b[^\\n]{0,30}\\b20[39]\\b|INSUFFICIENT SPACE ON (?:VOLUME|STORAGE)',
    'There is no room for the data set',
    { ...asksFirst, ...ours, ...withMore, confidence: 0.9, priority: 10 },
  ],
  [
    'sort-space',
    'RESOURCE',
    '\\b(?:ICE|WER)046A\\b|\\bICE083A\\b|\\bICE039A\\b|SORT CAPACITY EXCEEDED|SORT FAILED[^\\n]{0,40}(?:SORTWK|WORK SPACE)|INSUFFICIENT (?:MAIN )?STORAGE[^\\n]{0,30}SORT',
    'The sort has too little work space',
    { ...ours, ...withMore, confidence: 0.92, priority: 11 },
  ],
  [
    'job-control',
    'SYNTAX',
    '\\bIEFC(?:605|612|621|624|630|642|653|662)I\\b|UNIDENTIFIED (?:OPERATION FIELD|KEYWORD|POSITIONAL)|EXPECTED CONTINUATION NOT RECEIVED|\\bIGY[A-Z]{2}\\d{4}-[SUE]\\b',
    'The job control or the program cannot be read',
    { confidence: 0.9, priority: 10 },
  ],
  [
    'not-catalogued',
    'DATA',
    '\\bIDC3012I\\b|\\bIEF212I\\b[^\\n]{0,80}DATA SET NOT FOUND|VSAM CATALOG RETURN CODE IS 8\\b|\\bIEC143I\\b 213|\\bIKJ56228I\\b|FILE STATUS (?:IS |CODE |= ?)?[\'"]?35\\b',
    'The data set is not there',
    { confidence: 0.86, priority: 9 },
  ],
  [
    'file-attributes',
    'CONFIGURATION',
    '\\bICE043A\\b|\\bIEC141I\\b 013-(?:20|34|60|64|68)|FILE STATUS (?:IS |CODE |= ?)?[\'"]?39\\b|CONFLICTING (?:DCB|FILE) ATTRIBUTES',
    'The program and the data set disagree about its layout',
    { confidence: 0.86, priority: 9 },
  ],
  [
    'file-busy',
    'CONCURRENCY',
    '\\bIEC161I\\b 052|FILE STATUS (?:IS |CODE |= ?)?[\'"]?93\\b|VSAM[^\\n]{0,60}(?:SHARE ?OPTIONS?|already open)[^\\n]{0,40}(?:conflict|denied)',
    'Another job has the file open',
    { ...ours, confidence: 0.87, priority: 9 },
  ],
  [
    'program-check',
    'SYNTAX',
    '\\bS0C[14]\\b|ABEND[= ]+S?0C[14]\\b|COMPLETION CODE=0C[14]|\\bIGZ00(?:06|20|33|72)S\\b|CEE3204S|(?-i:PROTECTION EXCEPTION|OPERATION EXCEPTION)',
    'The program works with an address or instruction that is wrong',
    { confidence: 0.86, priority: 8 },
  ],
  [
    'divide',
    'DATA',
    '\\bS0CB\\b|ABEND[= ]+S?0CB\\b|COMPLETION CODE=0CB|\\bCEE3209S\\b|\\bS0CA\\b',
    'A value of the data cannot be reckoned with',
    { confidence: 0.86, priority: 8 },
  ],
]);
