import { again, defineRules, lookNow, ours, tellOwner, theirs, withMore } from './define-rules.ts';

/** Alternatives of Oracle error numbers, with or without leading zeros. */
const ora = (...codes: readonly string[]): string => `\\b(?:ORA|TNS)-0{0,2}(?:${codes.join('|')})\\b`;
const code = { kind: 'phrase', confidence: 0.94, priority: 9 } as const;

/** Oracle. Its numbers say more than any phrase, so they rank with the phrases. */
export const oracleRules = defineRules('oracle', [
  [
    'resolve',
    'CONFIGURATION',
    `${ora('12154', '12162', '12504', '12505', '12514', '12516', '12518', '12557', '12560', '12533')}|DPY-4027|DPI-1047|DPY-6003|DPY-6001|could not resolve the connect identifier|listener does not currently know of|Cannot locate (?:a 64-bit )?Oracle Client`,
    'The connect identifier or service name is not known',
    code,
  ],
  [
    'network',
    'NETWORK',
    `${ora('12170', '12535', '12537', '12541', '12543', '12545', '12547', '12571', '12637', '12592', '12606', '12608', '12609', '3113', '3114', '3135', '3136', '17002', '17008', '17410', '2396', '28547', '25408', '25402')}|no listener|end-of-file on communication channel|not connected to ORACLE|connection lost contact|IO Error: (?:The Network Adapter|Connection reset|Got minus one|Socket read|Broken pipe)|DPY-4011|DPY-6005|DPI-1080|DPI-1010`,
    'The connection to the database failed',
    code,
  ],
  [
    'login',
    'PERMISSION',
    `${ora('1005', '1017', '1031', '1045', '1435', '28000', '28001', '28002', '28003', '28009', '1988', '41900', '1720', '28040', '1950', '6598')}|invalid username/password; logon denied|the account is locked|the password has expired|insufficient privileges`,
    'The database refused the login or the grant is missing',
    code,
  ],
  [
    'down',
    'SERVICE_UNAVAILABLE',
    `${ora('1033', '1034', '1089', '1090', '1092', '1109', '3111', '12520', '12521', '12526', '12527', '12528', '12519', '12516', '27101', '1012', '16456', '16000', '25401')}|ORACLE initialization or shutdown in progress|ORACLE not available|immediate shutdown in progress`,
    'The database is starting, stopping or full',
    code,
  ],
  [
    'locks',
    'CONCURRENCY',
    `${ora('54', '60', '4020', '4021', '8177', '14450', '30006', '4022', '99', '2049', '8176', '24756')}|resource busy and acquire with NOWAIT|deadlock detected while waiting for resource|can't serialize access for this transaction|timeout: distributed transaction waiting for lock`,
    'Another session holds the lock',
    code,
  ],
  [
    'snapshot',
    'RESOURCE',
    `${ora('1555', '22924', '30036', '1562', '1594', '1628')}|snapshot too old`,
    'The undo space is too small for so long a query',
    { ...code, ...theirs, ...withMore, confidence: 0.9 },
  ],
  [
    'space',
    'RESOURCE',
    `${ora('1536', '1652', '1653', '1654', '1655', '1658', '1659', '1688', '1691', '1692', '1693', '257', '19504', '19809', '19815', '27072', '16014', '1630', '1631', '1632', '30042')}|unable to extend|archiver error`,
    'A tablespace, quota or archive area is full',
    { ...code, ...theirs, ...tellOwner },
  ],
  [
    'memory',
    'RESOURCE',
    `${ora('4030', '4031', '27102', '4036')}|out of process memory|unable to allocate \\d+ bytes of shared memory`,
    'The database server is short of memory',
    { ...code, ...theirs, ...again, confidence: 0.88 },
  ],
  [
    'limits',
    'RESOURCE',
    `${ora('18', '20', '1000', '2391', '1795', '1467', '1489')}|maximum (?:number of )?(?:sessions|processes|open cursors) exceeded|maximum number of expressions in a list`,
    'A limit of the database is reached',
    { ...code, ...theirs, ...again, confidence: 0.84 },
  ],
  [
    'syntax',
    'SYNTAX',
    `${ora('9\\d\\d', '1747', '1756', '1789', '2289', '4043', '6508', '6550', '6553', '6575', '4063', '4068', '4061', '4065', '942', '1446', '1791', '32034', '38104', '1008', '1006', '1036', '1745', '22905')}|\\bPLS-\\d{5}|\\bSP2-\\d{4}`,
    'The statement names something that is not there, or cannot be parsed',
    { ...code, confidence: 0.91, priority: 8 },
  ],
  [
    'data',
    'DATA',
    `${ora('1', '1400', '1401', '1407', '1422', '1403', '1426', '1427', '1438', '1457', '1461', '1465', '1476', '1481', '1482', '1722', '1830', '1839', '1840', '1841', '1843', '1846', '1847', '1848', '1849', '1850', '1858', '1861', '1862', '2290', '2291', '2292', '12899', '14400', '6502', '30926', '22835', '29913', '30653', '29400', '40441', '40442', '40478', '64464', '31011')}`,
    'The data breaks a rule of the table',
    { ...code, confidence: 0.92, priority: 8 },
  ],
  [
    'file',
    'DATA',
    `${ora('29283', '29285', '22288', '29288', '39001', '39002')}|KUP-0\\d{4}|SQL\\*Loader-\\d+`,
    'A file that the database should read is not there or cannot be read',
    { ...code, confidence: 0.86 },
  ],
  [
    'damage',
    'DATA',
    `${ora('1578', '1110', '1115', '1113', '1122', '1157', '1172', '1498', '1499', '8103', '26040', '600', '7445', '353', '354', '333', '312', '1194', '1190', '8102', '1410')}|data block corrupted|block corrupt`,
    'The files of the database are damaged, or it failed inside',
    { ...code, ...theirs, ...lookNow, confidence: 0.88, priority: 10 },
  ],
  [
    'cancelled',
    'CANCELLED',
    `${ora('1013', '28', '1014', '24550', '12829')}|user requested cancel of current operation|your session has been killed`,
    'Somebody cancelled the statement or ended the session',
    { ...code, confidence: 0.88 },
  ],
  [
    'timeout',
    'TIMEOUT',
    `${ora('40', '56735', '56736')}|exceeded (?:call time|cpu) limit|active time limit exceeded|exceeded maximum idle time|DPY-4024|DPI-1067|Call timeout of`,
    'The statement ran longer than its limit',
    { ...code, ...ours, ...withMore, confidence: 0.88 },
  ],
  [
    'wallet',
    'CONFIGURATION',
    `${ora('28759', '28860', '28864', '29024', '28365', '28353', '12578', '28868', '1804', '1882')}`,
    'Wallet, certificate or client files are not set up',
    { ...code, confidence: 0.88 },
  ],
  [
    'link',
    'CONFIGURATION',
    `${ora('2019', '2085')}|connection description for remote database not found`,
    'The database link is not defined',
    { ...code, priority: 10 },
  ],
  [
    'package-state',
    'CONCURRENCY',
    `${ora('4068', '4061', '4065')}|existing state of packages has been discarded`,
    'A package was recompiled while it was in use',
    { ...code, ...ours, ...again, priority: 11, confidence: 0.88 },
  ],
  [
    'jdbc-timeout',
    'TIMEOUT',
    'SQLTimeoutException|query timed out|ORA-01013[^\\n]{0,80}time',
    'The statement ran longer than its limit',
    { ...code, ...ours, ...again, confidence: 0.86, priority: 11 },
  ],
]);
