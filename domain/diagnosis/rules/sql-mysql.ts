import { again, defineRules, lookNow, ours, tellOwner, theirs, withMore } from './define-rules.ts';

/** A MySQL error number as its clients write it. */
const number = (codes: string): string =>
  `(?:\\bERROR |\\(|\\berrno:? ?|\\berror ?(?:code|number)?:? ?|\\bcode: ?|\\[)(?:${codes})(?:[ ,)(:\\]]|$)`;

/** MySQL and MariaDB. */
export const mysqlRules = defineRules('mysql', [
  [
    'lock-wait',
    'CONCURRENCY',
    'Lock wait timeout exceeded|try restarting transaction|ER_LOCK_WAIT_TIMEOUT|ER_LOCK_DEADLOCK|Deadlock found when trying to get lock',
    'Another transaction held the lock too long',
    { confidence: 0.95, priority: 9 },
  ],
  [
    'access-denied',
    'PERMISSION',
    "Access denied for user|ER_ACCESS_DENIED\\w*|ER_DBACCESS_DENIED\\w*|Host '[^'\\n]+' is not allowed to connect|is blocked because of many connection errors",
    'The server refused the login',
    { confidence: 0.95, priority: 9 },
  ],
  [
    'gone-away',
    'NETWORK',
    "MySQL server has gone away|Lost connection to MySQL server|Communications link failure|CommunicationsException|PROTOCOL_CONNECTION_LOST|Can't connect to (?:local )?(?:MySQL|MariaDB) server|Got (?:timeout|an error) (?:reading|writing) communication packets|ER_SERVER_GONE|Connection lost: The server closed",
    'The connection to the server broke',
    { confidence: 0.93, priority: 8 },
  ],
  [
    'max-packet',
    'RESOURCE',
    'max_allowed_packet|Packet(?: for query)? (?:is )?too large|PacketTooBig\\w*|Got a packet bigger than',
    'A statement is larger than max_allowed_packet',
    { ...tellOwner, confidence: 0.9, priority: 9 },
  ],
  [
    'table-full',
    'RESOURCE',
    "The table '[^'\\n]+' is full|ER_RECORD_FILE_FULL|Disk full \\(|errno: 28|Error writing file '[^'\\n]+'",
    'The server has no room for the table',
    { ...theirs, ...tellOwner, confidence: 0.9, priority: 9 },
  ],
  [
    'too-many',
    'RESOURCE',
    '\\(1040|max_user_connections|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS',
    'The server has no free connection',
    { ...theirs, ...again, confidence: 0.91, priority: 8 },
  ],
  [
    'missing',
    'SYNTAX',
    "Table '[^'\\n]+' doesn't exist|Unknown column '[^'\\n]+' in|You have an error in your SQL syntax|ER_PARSE_ERROR|ER_NO_SUCH_TABLE|ER_BAD_FIELD_ERROR|Unknown table|Column count doesn't match value count",
    'The statement names something that is not there',
    { confidence: 0.8, priority: 7 },
  ],
  [
    'data',
    'DATA',
    "Incorrect (?:\\w+ )?value: |Data too long for column|Out of range value for column|Duplicate entry '|ER_DUP_ENTRY|Cannot (?:add|delete) or update a (?:child|parent) row|cannot be null|Data truncated for column|Incorrect string value|Truncated incorrect|Row \\d+ doesn't contain data for all columns|Invalid default value",
    'The data breaks a rule of the table',
    { confidence: 0.93, priority: 7 },
  ],
  [
    'max-time',
    'TIMEOUT',
    'maximum statement execution time exceeded|ER_QUERY_TIMEOUT|max_statement_time exceeded',
    'The statement ran longer than its limit',
    { ...ours, ...withMore, confidence: 0.93, priority: 9 },
  ],
  [
    'unknown-database',
    'CONFIGURATION',
    "Unknown database '|ER_BAD_DB_ERROR|Unknown MySQL server host|Client does not support authentication protocol|caching_sha2_password|Public Key Retrieval is not allowed|Unknown (?:system variable|collation|character set|initial character set)|server time zone value|The MySQL server is running with the --",
    'The connection settings do not fit the server',
    { confidence: 0.92, priority: 8 },
  ],
  [
    'read-only',
    'SERVICE_UNAVAILABLE',
    'running with the --(?:super-)?read-only option|ER_OPTION_PREVENTS_STATEMENT',
    'The server takes no writes: it follows another one, or somebody set it so',
    { confidence: 0.9, priority: 10, asksFirst: true },
  ],
  [
    'not-ready',
    'SERVICE_UNAVAILABLE',
    'WSREP has not yet prepared node|Server shutdown in progress|ER_SERVER_SHUTDOWN',
    'The server takes no work at the moment',
    { confidence: 0.9, priority: 10 },
  ],
  [
    'crashed',
    'DATA',
    "is marked as crashed and should be repaired|Incorrect key file for table|InnoDB: (?:Database page corruption|Corruption|Unable to|Assertion failure)|Got error \\d+ (?:from|'[^'\\n]+' from) storage engine|Table '[^'\\n]+' is corrupted|Index for table '[^'\\n]+' is corrupt",
    'A table of the server is damaged',
    { ...theirs, ...lookNow, confidence: 0.91, priority: 10 },
  ],
  [
    'binlog-purged',
    'DATA',
    'Could not find first log file name in binary log index|could not find next log; the first event|purged required binary logs|binlog[^\\n]{0,60}(?:purged|no longer available)',
    'The change log that we read from is gone; changes may be missing',
    { ...ours, action: 'ESCALATE', severity: 'high', confidence: 0.87, priority: 8 },
  ],
  [
    'code-lock',
    'CONCURRENCY',
    number('1205|1213|3572'),
    'Another transaction held the lock',
    { kind: 'code', confidence: 0.92, platforms: ['mysql', 'mariadb', 'python', 'java', 'node', 'airflow', 'spark', 'local', 'dbt'] },
  ],
  ['code-login', 'PERMISSION', number('1044|1045|1142|1143|1227|1698'), 'The server refused the login', { kind: 'code', confidence: 0.9 }],
  [
    'code-network',
    'NETWORK',
    number('2002|2003|2005|2006|2013|2055|1158|1159|1160|1161'),
    'The connection to the server broke',
    { kind: 'code', confidence: 0.9, platforms: ['mysql', 'mariadb', 'python', 'airflow', 'local'] },
  ],
  ['code-syntax', 'SYNTAX', number('1054|1064|1109|1146|1305|1318|1136'), 'The statement is wrong', { kind: 'code', confidence: 0.88 }],
  [
    'code-data',
    'DATA',
    number('1048|1062|1216|1217|1264|1265|1292|1364|1366|1406|1451|1452'),
    'The data breaks a rule of the table',
    { kind: 'code', confidence: 0.9 },
  ],
  [
    'hourly',
    'RATE_LIMIT',
    "exceeded the '?max_(?:questions|updates|connections(?:_per_hour)?)'? resource",
    'The account has used up its hour',
    { confidence: 0.92, priority: 9 },
  ],
]);
