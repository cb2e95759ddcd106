import { again, defineRules, ours, tellOwner, theirs, withMore } from './define-rules.ts';

/** A library says that it could not get its package, and why. */
const unreachable =
  '(?:Temporary failure (?:in name resolution|resolving)|Name or service not known|Could not resolve host|nodename nor servname|getaddrinfo|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|Connection (?:refused|reset|timed out)|ConnectTimeoutError|ReadTimeoutError|Read timed out|Failed to establish a new connection|UnknownHostException|Unknown host|No route to host|Network is unreachable|no such host|i/o timeout|CONNECTION FAILED)';

/** Failures that name another one inside them: the inner one counts. */
export const relationRules = defineRules('relation', [
  [
    'error-page',
    'SERVICE_UNAVAILABLE',
    '(?:response|answer\\w*|returned|status(?: code)?|server)[^\\n]{0,40}\\(?\\b50[0234]\\b\\)?[^\\n]{0,60}(?:invalid|not valid|unpars\\w+|malformed|non-?)[^\\n]{0,12}(?:XML|JSON|HTML|content|body)|(?:(?:invalid|unexpected|malformed|not valid) (?:XML|JSON|HTML|content|response|token|character|body)|cannot (?:parse|decode)|could not (?:parse|decode)|failed to (?:parse|decode))[^\\n]{0,160}(?:\\b50[023] (?:Bad|Service|Internal|Server)|<(?:title|h1)>50[0-4]|Service (?:Temporarily )?Unavailable|Bad Gateway|Gateway Time-?out|(?:under|planned|scheduled) maintenance|maintenance (?:window|page|mode))|(?:pars\\w+|decod\\w+|JSONDecodeError|ParseError)[^\\n]{0,160}(?:status|HTTP|code)[^\\n]{0,12}\\b50[0234]\\b|(?:status|HTTP|code|returned|<title>)[^\\n]{0,12}\\b50[234]\\b[^\\n]*(?:\\n[^\\n]*){0,4}(?:JSONDecodeError|Expecting value: line 1 column 1|is not valid JSON|Unexpected token .?<|not well-formed)|(?:mismatched tag|not well-formed|Expecting value|Unexpected token|not allowed in prolog)[^\\n]{0,200}(?:<(?:h1|title)>|status|HTTP|code)[^\\n]{0,12}\\b50[0234]\\b',
    'Instead of an answer came the error page of a server that cannot serve',
    { confidence: 0.91, priority: 14 },
  ],
  [
    'many-5xx',
    'SERVICE_UNAVAILABLE',
    'too many 50\\d error responses|(?:gave up|giving up|failed|exhausted)[^\\n]{0,60}(?:retries|attempts)[^\\n]{0,60}(?:status|HTTP|code|response|server|error)[^\\n]{0,12}\\b50[0234]\\b',
    'The server answered again and again that it cannot serve',
    { confidence: 0.93, priority: 12 },
  ],
  [
    'many-429',
    'RATE_LIMIT',
    'too many 429 error responses',
    'The server turns calls away because there are too many',
    { confidence: 0.93, priority: 13 },
  ],
  [
    'calls-per-time',
    'RATE_LIMIT',
    '(?:permits?|allows?|limit(?:ed)?|quota|max\\w*|only|exceed\\w*|over|more than|reached)[^\\n]{0,40}\\b\\d[\\d,.]* ?(?:api )?(?:calls?|requests?|queries|transactions|hits|messages|operations)(?: per | ?/ ?| an? | over (?:a |the )?)(?:time window|s\\b|sec|m\\b|min|h\\b|hour|d\\b|day|month|\\d+ (?:s|m|h))|(?:exceed\\w*|reached|used up|over|out of|no)[^\\n]{0,40}(?:daily|hourly|monthly|weekly|per[- ](?:second|minute|hour|day|month)) (?:\\w+ ){0,2}(?:quota|limit|allowance)|(?:daily|hourly|per[- ]minute) (?:request|call|query|api) (?:quota|limit)|number of (?:requests|calls|queries)[^\\n]{0,40}(?:exceed\\w*|over)[^\\n]{0,60}(?:window|second|minute|hour|day)|requests per (?:second|minute|hour|day)[^\\n]{0,60}(?:quota|exceeded|limit)|quota[^\\n]{0,60}(?:requests|calls|queries) per (?:second|minute|hour|day|user)|\\bOVER_(?:QUERY|DAILY|RATE)_LIMIT\\b',
    'More calls were made than are allowed per time',
    { ...theirs, ...again, confidence: 0.91, priority: 13 },
  ],
  [
    'quota-429',
    'RATE_LIMIT',
    '(?:status|HTTP|code|error)[^\\n]{0,8}\\b429\\b[^\\n]*(?:\\n[^\\n]*){0,3}\\bquota|\\bquota[^\\n]*(?:\\n[^\\n]*){0,3}(?:\\b429\\b|Too Many Requests)',
    'The quota of calls is used up for now',
    { ...theirs, ...again, confidence: 0.9, priority: 11 },
  ],
  [
    'client-side-limit',
    'RATE_LIMIT',
    'client rate limiter Wait|client-side throttling',
    'Our own client holds its calls back',
    { ...ours, ...again, confidence: 0.9, priority: 15 },
  ],
  [
    'package-unreachable',
    'NETWORK',
    `${unreachable}[^\\n]{0,200}(?:/simple/|pypi|registry\\.|/maven|packagist|cran\\b)[^\\n]*|after connection broken by[^\\n]*(?:\\n[^\\n]*){0,8}No matching distribution|(?:Could not transfer artifact|Cannot access \\S{1,80} \\(|Failed to fetch \\S{1,200}|could not fetch \\S{1,200}|npm (?:ERR!|error)[^\\n]{0,160}|Collecting \\S{1,80})[^\\n]{0,240}${unreachable}|CondaHTTPError[^\\n]{0,60}(?:000|CONNECTION FAILED)|npm (?:ERR!|error) (?:code )?(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT)`,
    'The registry of the packages could not be reached',
    { ...theirs, ...again, confidence: 0.9, priority: 14 },
  ],
  [
    'kdc',
    'SERVICE_UNAVAILABLE',
    'Cannot contact any KDC|KDC (?:is )?(?:unreachable|not reachable|unavailable)|KDC_ERR_SVC_UNAVAILABLE|Cannot resolve network address for KDC|ICMP Port Unreachable[^\\n]{0,60}krb|no KDC (?:answered|responded|reachable)',
    'The server that hands out the tickets did not answer',
    { ...theirs, ...again, confidence: 0.9, priority: 13 },
  ],
  [
    'kdc-unset',
    'CONFIGURATION',
    'Cannot (?:find|locate) (?:a |any )?(?:default |KDC for )?realm|Cannot (?:find|locate) (?:a |any )?KDC|Unable to locate KDC',
    'The realm is not set up on the machine',
    { ...ours, confidence: 0.9, priority: 9 },
  ],
  [
    'file-denied',
    'PERMISSION',
    '(?:error (?:code )?5 ?\\(|\\[WinError 5\\]|OS error:? 5\\b)[^\\n]{0,10}Access is denied|(?:open\\w*|read\\w*|writ\\w*|creat\\w*|access\\w*|copy|copied|move|delete)[^\\n]{0,240}(?:Access is denied|Access to the path [^\\n]{1,200} is denied)|error (?:code )?1326\\b|Operating system error (?:code )?(?:5|1326)\\b',
    'The account may not use the file',
    { confidence: 0.92, priority: 13 },
  ],
  [
    'file-taken',
    'CONCURRENCY',
    'NT_STATUS_SHARING_VIOLATION|NT_STATUS_FILE_LOCK_CONFLICT|STATUS_SHARING_VIOLATION|(?:error (?:code )?32 ?\\(|\\[WinError 32\\])|Operating system error (?:code )?32\\b',
    'Another process has the file open',
    { ...ours, confidence: 0.92, priority: 13 },
  ],
  [
    'share-unreachable',
    'NETWORK',
    'NT_STATUS_(?:BAD_NETWORK_NAME|HOST_UNREACHABLE|IO_TIMEOUT|CONNECTION_\\w+|NETWORK_\\w+)|error (?:code )?(?:53|64|67|1231) ?\\(|\\[WinError (?:53|64|67|1231)\\]|Operating system error (?:code )?(?:53|64|67|1231)\\b',
    'The share could not be reached',
    { confidence: 0.91, priority: 13 },
  ],
  [
    'query-wait',
    'TIMEOUT',
    'Lost connection to (?:MySQL|MariaDB) server during query[^\\n]{0,12}(?:timed out|\\[Errno 110\\])|(?:504|408) (?:Deadline Exceeded|Request Time-?out)|timed out (?:while )?waiting for (?:more )?(?:data|bytes|rows|packets)|no (?:data|bytes|packets) (?:received|sent|transferred) (?:for|in|within) \\d+|(?:channel|transfer|download|upload|stream) (?:has )?stalled|\\b421[ -][^\\n]{0,20}(?:idle|no transfer|data|inactivity)[^\\n]{0,20}time-?d? ?-?out|Transaction cancelled: maximum execution time',
    'The other side stopped answering in the middle of the work',
    { ...theirs, ...again, confidence: 0.93, priority: 11 },
  ],
  [
    'call-limit',
    'TIMEOUT',
    'DPY-4024|DPI-1067|ORA-03156|ORA-12231|call timeout of \\d+ ?ms exceeded',
    'The statement took longer than the call may take',
    { ...theirs, ...withMore, confidence: 0.9, priority: 13 },
  ],
  [
    'message-size',
    'RESOURCE',
    '\\b(?:552|523|554)[ -]5\\.3\\.4\\b|(?:your )?message exceed(?:s|ed) (?:the )?(?:maximum |fixed )?(?:message )?size|message (?:file )?(?:is )?too big|exceeds the (?:maximum )?(?:message|attachment) size',
    'The mail is larger than its way allows',
    { ...ours, ...tellOwner, confidence: 0.91, priority: 13 },
  ],
  [
    'statement-length',
    'RESOURCE',
    'QUERY_TEXT_TOO_LARGE|(?:query|statement|sql|command) (?:text )?(?:length|size) \\(?\\d*\\)? ?exceeds|(?:query|statement) (?:text )?is too (?:large|long)|Query is too (?:large|long|complex)|max_query_size|Request Entity Too Large: statement',
    'The statement is longer than the engine takes',
    { ...ours, ...tellOwner, confidence: 0.89, priority: 12 },
  ],
  [
    'contract-version',
    'CONFIGURATION',
    'unexpected element \\(uri:[^\\n]{1,200}Expected elements are|No binding operation info|wrong soap (?:envelope )?(?:namespace|version)|VersionMismatch: |SOAP-ENV:VersionMismatch|env:VersionMismatch',
    'Both sides speak different versions of the service description',
    { ...ours, confidence: 0.86, priority: 9 },
  ],
  [
    'parts-missing',
    'DATA',
    '\\bmanifest\\b[^\\n]{0,80}\\b(?:lists?|names?|expects?|declares?|has)\\b[^\\n]{0,60}\\b(?:found|missing|only|absent)\\b|(?:lists|expected) \\d+ (?:parts|files|chunks|segments)[^\\n]{0,30}(?:found|got|received|but) \\d+',
    'Parts of the delivery are missing',
    { confidence: 0.88, priority: 6 },
  ],
  [
    'share-missing',
    'DATA',
    'NT_STATUS_(?:OBJECT_NAME_NOT_FOUND|OBJECT_PATH_NOT_FOUND|NO_SUCH_FILE|OBJECT_NAME_INVALID)',
    'The file is not on the share',
    { confidence: 0.9, priority: 9 },
  ],
  [
    'directory-entry',
    'DATA',
    'ldap\\.ALREADY_EXISTS|ldap\\.(?:NO_SUCH_OBJECT|CONSTRAINT_VIOLATION|OBJECT_CLASS_VIOLATION|INVALID_DN_SYNTAX|UNDEFINED_TYPE)|entryAlreadyExists|LDAP(?:EntryAlreadyExists|NoSuchObject|ConstraintViolation)\\w*',
    'The entry does not fit the directory',
    { ...theirs, confidence: 0.82, priority: 9 },
  ],
]);
