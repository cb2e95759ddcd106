import { again, asksFirst, byCode, defineRules, lookNow, ours, type RuleOverrides, theirs, withMore } from './define-rules.ts';

/** Numbers of Oracle. */
const ora = (codes: string): string => `ORA-(?:${codes})\\b`;
/** Numbers of MySQL and MariaDB, as the server, its shell and its drivers write them. */
const my = (codes: string): string =>
  `(?:\\bERROR |\\berrno:? |Error Code: |\\(|\\[)(?:${codes})(?: \\(|, ?["'u]|:|\\])|\\b(?:${codes}) \\([0-9A-Z]{5}\\)`;
/** Numbers of SQL Server. */
const ms = (codes: string): string =>
  `(?:\\bMsg |Error: |Error Number: ?|SqlErrorNumber=|SqlError: )(?:${codes})(?:, (?:Level|Severity|State)|,|:|\\.)|\\((?:${codes})\\) \\(SQL\\w+`;
/** Numbers of Snowflake at the head of a message. */
const snow = (codes: string): string => `(?:Error: |^|\\s)(?:${codes})(?: \\([0-9A-Z]{5}\\))?(?::|\\s*$)`;
const sqlState = (codes: string): string => `SQLSTATE[ :=\\[(]*(?:${codes})\\b`;

const toOwner: RuleOverrides = { ...byCode, confidence: 0.88 };
const passing: RuleOverrides = { ...byCode, confidence: 0.87 };

/** Codes that say by themselves what happened, for messages in any language or none. */
export const databaseCodeRules = defineRules('code', [
  [
    'oracle-query',
    'SYNTAX',
    ora(
      '00900|00903|00905|00911|00913|00918|00920|00921|00923|00934|00937|00947|00957|00979|01427|01747|01756|01789|00972|00980|01008|01006|01749|29491|29532',
    ),
    'The query is wrong',
    toOwner,
  ],
  [
    'oracle-data',
    'DATA',
    ora('02449|12704|12714|26002|64630|01438|01840|01841|01847|01858|01830|01426|02290|02292|22835|40441|29279|31011'),
    'The data does not fit',
    toOwner,
  ],
  [
    'oracle-right',
    'PERMISSION',
    ora('00990|01040|01005|24247|28002|28003|01950|12638|12546|28365'),
    'The login or right is missing',
    toOwner,
  ],
  [
    'oracle-limit',
    'RESOURCE',
    ora('00020|00061|01536|01654|01655|01659|01691|01692|01650|04030|04036|30032|00439|12518|12520|19502|55622'),
    'A limit of the database is reached',
    { ...asksFirst, ...toOwner, ...theirs },
  ],
  ['oracle-lock', 'CONCURRENCY', ora('00051|00069|08103|14411|30006|04020|02049|14450|08176'), 'Another session is in the way', passing],
  [
    'oracle-network',
    'NETWORK',
    ora('12152|12161|12560|02068|29024|12571|12547|12535|03114|12543|12606|12609|17002|17410|17008|25408|12592|03136'),
    'The connection to the database failed',
    passing,
  ],
  [
    'oracle-down',
    'SERVICE_UNAVAILABLE',
    ora('00028|01012|01089|01090|01092|01109|12526|12527|03290|12523|25403|01219|16456'),
    'The database cannot serve now',
    passing,
  ],
  [
    'oracle-set-up',
    'CONFIGURATION',
    ora('12649|06413|12221|12504|12533|12162|12557|02085|02019|27369|28759'),
    'The connection is set up wrongly',
    toOwner,
  ],
  [
    'oracle-damage',
    'DATA',
    ora('01114|01115|01122|08102|00353|00333|00312|01194|01113|01157|01545'),
    'Files of the database are damaged',
    { ...byCode, ...theirs, ...lookNow },
  ],

  [
    'mysql-query',
    'SYNTAX',
    my(
      '1051|1052|1054|1060|1061|1064|1066|1072|1093|1109|1111|1136|1140|1149|1166|1222|1241|1242|1248|1305|1318|1055|1056|1063|1102|1103|1176|1221|1267|1270|1271|1327|1582',
    ),
    'The query is wrong',
    toOwner,
  ],
  [
    'mysql-data',
    'DATA',
    my(
      '1048|1062|1216|1217|1263|1264|1265|1292|1364|1365|1366|1406|1411|1451|1452|1526|1690|3140|3819|1300|1138|1261|1262|1022|1169|1557|1586|1859|3141',
    ),
    'The data does not fit',
    toOwner,
  ],
  [
    'mysql-right',
    'PERMISSION',
    my('1044|1045|1130|1131|1132|1142|1143|1227|1370|1410|1698|1820|1862|1211|1403'),
    'The login or grant is missing',
    toOwner,
  ],
  [
    'mysql-limit',
    'RESOURCE',
    my('1021|1037|1038|1041|1114|1135|1153|1197|1206|1226|1203|1040|1301|1118|1117'),
    'A limit of the database is reached',
    { ...asksFirst, ...toOwner, ...theirs, confidence: 0.88 },
  ],
  [
    'mysql-network',
    'NETWORK',
    my('2002|2003|2005|2006|2013|2026|2055|1042|1043|1158|1160|1184|1080'),
    'The connection to the database failed',
    passing,
  ],
  [
    'mysql-lock',
    'CONCURRENCY',
    my('1205|1213|1637|3058|3572|1015|1020|1100|1099|1223|1614|3101'),
    'Another session is in the way',
    passing,
  ],
  [
    'mysql-down',
    'SERVICE_UNAVAILABLE',
    my('1053|1836|1290|1047|1792|3032|3169|1129|3100'),
    'The database cannot serve now',
    { ...passing, confidence: 0.8 },
  ],
  [
    'mysql-time',
    'TIMEOUT',
    my('3024|1969|1907|1028|1159|1161'),
    'The query ran longer than the server allows',
    { ...toOwner, ...ours, ...withMore },
  ],
  [
    'mysql-set-up',
    'CONFIGURATION',
    my('1049|1115|1193|1231|1235|1273|1286|1298|1449|1524|1126|1127|2019|2054|2058|2059|2061|3948|1148|1147|1419'),
    'A setting of client or server is wrong',
    toOwner,
  ],
  [
    'mysql-damage',
    'DATA',
    my('126|127|134|144|145|1034|1035|1194|1195|1712|1033'),
    'A table is damaged',
    { ...byCode, ...theirs, ...lookNow },
  ],

  [
    'sql-server-query',
    'SYNTAX',
    ms(
      '102|105|107|109|110|116|120|121|128|137|156|170|174|195|201|202|203|206|207|208|209|213|217|266|306|319|402|421|512|1013|2714|2812|4104|4145|8117|8120|8144|8155|8156|8623|104|113|141|147|155|1033|3701|4121|4902|11555',
    ),
    'The query is wrong',
    toOwner,
  ],
  [
    'sql-server-data',
    'DATA',
    ms(
      '220|232|241|242|244|245|248|257|295|515|547|2601|2627|2628|3621|4860|4861|4862|4863|4864|4865|4866|4867|4879|8114|8115|8134|8152|8169|8672|9420|9436|13608|13609|9402|9455|6522',
    ),
    'The data does not fit',
    toOwner,
  ],
  [
    'sql-server-right',
    'PERMISSION',
    ms('229|230|262|297|300|916|3110|4064|15404|15517|18452|18456|18470|18486|18487|18488|21089|33009|5011|15247|15151|4834|2571'),
    'The login or grant is missing',
    toOwner,
  ],
  [
    'sql-server-limit',
    'RESOURCE',
    ms('701|802|1101|1105|1204|3271|3257|5149|8645|8651|8657|8632|9002|10928|10929|40544|17300|41805'),
    'A limit of the server is reached',
    { ...asksFirst, ...toOwner, ...theirs },
  ],
  [
    'sql-server-lock',
    'CONCURRENCY',
    ms('1203|1205|1222|3960|3961|5061|3702|5030|3101|5070|41302|41305|41325|41839'),
    'Another session is in the way',
    passing,
  ],
  ['sql-server-network', 'NETWORK', ms('10053|10054|10060|10061|11001|17142|233|121'), 'The connection to the server failed', passing],
  [
    'sql-server-down',
    'SERVICE_UNAVAILABLE',
    ms('904|921|922|924|927|942|945|976|978|983|3906|6005|17187|18401|40197|40501|40613|42108|49918|49919|49920'),
    'The database cannot serve now',
    { ...passing, confidence: 0.86 },
  ],
  [
    'sql-server-set-up',
    'CONFIGURATION',
    ms('911|4060|7202|7301|7302|7303|7308|7391|7399|7411|14262|14274|15281|22022'),
    'The database, linked server or option is not there',
    toOwner,
  ],
  [
    'sql-server-damage',
    'DATA',
    ms('823|824|825|605|3414|5172|8909|8928|2533|3241|3183|3203|9003'),
    'Files of the server are damaged',
    { ...byCode, ...theirs, ...lookNow },
  ],

  ['state-query', 'SYNTAX', sqlState('0A000|07001|21S01|42S01|42S11|42S21|42S22'), 'The query is wrong', toOwner],
  ['state-right', 'PERMISSION', sqlState('08004|0L000|0P000'), 'The login or grant is missing', { ...toOwner, priority: 2 }],
  ['state-limit', 'RESOURCE', sqlState('57011|53400'), 'A limit of the database is reached', { ...asksFirst, ...toOwner, ...theirs }],
  ['state-lock', 'CONCURRENCY', sqlState('57033|55006|40000'), 'Another session is in the way', passing],
  ['state-network', 'NETWORK', sqlState('HYT01'), 'The connection could not be made in time', passing],
  ['state-down', 'SERVICE_UNAVAILABLE', sqlState('25006'), 'The database takes no writes now', { ...passing, confidence: 0.82 }],
  [
    'state-time',
    'TIMEOUT',
    sqlState('57014|HYT00'),
    'A time limit of the database ran out',
    { ...byCode, ...theirs, ...again, confidence: 0.78 },
  ],
  ['state-set-up', 'CONFIGURATION', sqlState('3D000|3F000|IM00[1-9]'), 'The database, schema or driver is not there', toOwner],

  [
    'snowflake-data',
    'DATA',
    snow('100035|100038|100040|100046|100051|100069|100071|100072|100078|100080|100090|100096|100100'),
    'The data does not fit',
    { ...toOwner, priority: 3 },
  ],
  [
    'snowflake-right',
    'PERMISSION',
    snow('003001|390100|390101|390102|390114|390144|390189|390195|390201|390318|390422|394304'),
    'The login or grant is missing',
    { ...toOwner, priority: 3 },
  ],
  ['snowflake-lock', 'CONCURRENCY', snow('000625|000624|200001'), 'Another session is in the way', { ...passing, priority: 3 }],
  [
    'snowflake-network',
    'NETWORK',
    snow('250001|250002|250003|251011'),
    'The service could not be reached',
    { ...passing, confidence: 0.8, priority: 3 },
  ],
  [
    'snowflake-set-up',
    'CONFIGURATION',
    snow('000606|090105|090106|251001|251005'),
    'A setting of the session is missing',
    { ...toOwner, priority: 3 },
  ],
]);
