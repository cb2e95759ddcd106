import { again, asksFirst, byCode, defineRules, ours, type RuleOverrides, tellOwner, theirs, withMore } from './define-rules.ts';

const symbol = (codes: string): string => `\\b(?:${codes})\\b`;
const httpStatus = (codes: string): string =>
  `\\bHTTP(?:/[\\d.]+)?(?: error| status)?(?: code)?[ :=]+(?:${codes})\\b|\\bstatus(?:[ _]?code)?["']?[ :=]+(?:${codes})\\b`;
const rpc = (status: string): string => `code = (?:${status}) desc`;

const toOwner: RuleOverrides = { ...byCode, confidence: 0.88 };
const passing: RuleOverrides = { ...byCode, confidence: 0.87 };

/** Numbers and names of operating systems, HTTP, RPC and Kubernetes. */
export const systemCodeRules = defineRules('code', [
  [
    'errno-network',
    'NETWORK',
    symbol(
      'ENOTFOUND|EAI_NODATA|EAI_FAIL|EHOSTDOWN|ENOTCONN|ENETRESET|UND_ERR_SOCKET|UND_ERR_CONNECT_TIMEOUT|ERR_STREAM_PREMATURE_CLOSE|EPROTO|ESHUTDOWN|ERR_HTTP2_\\w+|ENONET|ERR_NETWORK_CHANGED',
    ),
    'The connection failed',
    passing,
  ],
  [
    'errno-limit',
    'RESOURCE',
    symbol('ENOBUFS|ENOLCK|ERR_OUT_OF_MEMORY|ERR_WORKER_OUT_OF_MEMORY|EUSERS|EMLINK'),
    'A limit of the machine is reached',
    { ...asksFirst, ...toOwner, ...withMore },
  ],
  [
    'errno-data',
    'DATA',
    symbol(
      'ENOTEMPTY|EILSEQ|ENAMETOOLONG|ERR_INVALID_JSON|ELOOP|Z_BUF_ERROR|Z_DATA_ERROR|ENODATA|EBADMSG|ERR_ENCODING_INVALID_ENCODED_DATA',
    ),
    'A file or its content is not as expected',
    toOwner,
  ],
  [
    'errno-set-up',
    'CONFIGURATION',
    symbol(
      'ERR_INVALID_URL|(?:ERR_)?MODULE_NOT_FOUND|ENOEXEC|ELIBBAD|ERR_UNSUPPORTED_ESM_URL_SCHEME|ERR_DLOPEN_FAILED|ERR_UNKNOWN_FILE_EXTENSION|ERR_PACKAGE_PATH_NOT_EXPORTED|ENODEV|EAFNOSUPPORT|EPROTONOSUPPORT',
    ),
    'Something is not installed or set wrongly',
    toOwner,
  ],
  [
    'errno-code',
    'SYNTAX',
    symbol('ERR_METHOD_NOT_IMPLEMENTED|ERR_INVALID_ARG_\\w+|ERR_INVALID_THIS|ERR_REQUIRE_ESM|ERR_UNHANDLED_REJECTION|ERR_MISSING_ARGS'),
    'The code is wrong',
    { ...toOwner, confidence: 0.82 },
  ],
  ['errno-lock', 'CONCURRENCY', symbol('ETXTBSY|ELOCKED|EDEADLK'), 'Another process is in the way', passing],
  [
    'errno-stopped',
    'CANCELLED',
    symbol('ECANCELED|ERR_CANCELED|ABORT_ERR|ERR_ABORTED'),
    'The work was stopped',
    { ...byCode, confidence: 0.78 },
  ],

  ['http-right', 'PERMISSION', httpStatus('402|407|451|511|498|440'), 'The caller is not allowed', toOwner],
  ['http-data', 'DATA', httpStatus('416|417|424'), 'The server does not take the request', { ...toOwner, confidence: 0.76 }],
  ['http-rate', 'RATE_LIMIT', httpStatus('509'), 'More was used than the server allows per time', passing],
  ['http-down', 'SERVICE_UNAVAILABLE', httpStatus('525|526|527|508'), 'The server cannot answer', passing],
  ['http-time', 'TIMEOUT', httpStatus('408|598|599|460'), 'The answer did not come in time', { ...passing, ...theirs, ...again }],
  ['http-size', 'RESOURCE', httpStatus('414|431'), 'The request is larger than the server takes', { ...toOwner, ...tellOwner }],
  ['http-lock', 'CONCURRENCY', httpStatus('423|425'), 'The resource is locked', passing],
  ['http-code', 'SYNTAX', httpStatus('501|426'), 'The server does not know the call', { ...toOwner, confidence: 0.82 }],

  [
    'rpc-data',
    'DATA',
    rpc('DataLoss|AlreadyExists'),
    'What the call works on is damaged or there already',
    { ...toOwner, confidence: 0.82, priority: 4 },
  ],
  ['rpc-set-up', 'CONFIGURATION', rpc('Unimplemented'), 'Client and server are of different versions', toOwner],
  [
    'pod-disk',
    'RESOURCE',
    'Reason:? +(?:FreeDiskSpaceFailed|Insufficient\\w+|OutOf\\w+)|FreeDiskSpaceFailed',
    'The node ran short',
    { ...asksFirst, ...toOwner, ...withMore },
  ],
  [
    'pod-moved',
    'SERVICE_UNAVAILABLE',
    'Reason:? +(?:Preempting|Preempted|NodeAffinity|NodeShutdown|Terminated)\\b',
    'The pod was moved off its node',
    { ...passing, ...ours },
  ],
  [
    'signal-time',
    'TIMEOUT',
    '\\bSIGXCPU\\b|CPU time limit exceeded',
    'The process used up its processor time',
    { ...toOwner, ...ours, ...withMore },
  ],
  [
    'signal-stopped',
    'CANCELLED',
    '\\bSIGINT\\b|signal 2\\b|(?:exit(?:ed)?|status|code)[^\\n]{0,20}\\b130\\b',
    'The process was interrupted',
    { ...byCode, confidence: 0.78 },
  ],
  [
    'exit-time',
    'TIMEOUT',
    'exit(?:ed)?[^\\n]{0,20} (?:code|status):? ?124\\b',
    'The command ran into its time limit',
    { ...toOwner, ...ours, ...withMore },
  ],
]);
