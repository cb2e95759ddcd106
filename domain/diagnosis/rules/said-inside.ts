import { again, defineRules, ours, tellOwner, theirs } from './define-rules.ts';

/** Before the general failure around it. */
const first = { priority: 30, confidence: 0.91 } as const;

/** What stands inside a general failure and names it. */
export const saidInsideRules = defineRules('said-inside', [
  [
    'mount-source',
    'CONFIGURATION',
    '(?:configmap|secret) \\S{1,120} not found',
    'A settings map or secret that the pod mounts is not there',
    { ...ours, ...tellOwner, ...first, confidence: 0.88 },
  ],
  [
    'stop-asked',
    'CANCELLED',
    'stop-with-savepoint requested|from state RUNNING to CANCELLING',
    'Somebody stopped it',
    { ...first, confidence: 0.88 },
  ],
  [
    'directory-run',
    'CONFIGURATION',
    '\\b(?:ba|z|k|da)?sh: (?:line \\d+: )?\\S{1,200}: is a directory',
    'The shell was told to run a folder',
    { ...ours, ...tellOwner, ...first, confidence: 0.88 },
  ],
  [
    'contact-point',
    'NETWORK',
    'could not reach any contact point[\\s\\S]{0,300}(?:connection refused|timed out|no route|unresolved)|could not connect to (?:any of \\[|meta ?store using any)|failed calling webhook[\\s\\S]{0,300}dial tcp|mount\\.nfs: (?:no route to host|connection (?:refused|timed out))',
    'The other side could not be reached',
    { ...again, ...first },
  ],
  [
    'dataset-busy',
    'CONCURRENCY',
    'data ?set(?: name)?s unavailable to|waiting for data sets|cannot obtain exclusive access|MessageLockLost|lock supplied is invalid|could not flock|unable to acquire lock|cannot acquire (?:directory )?lock|fcntl\\.flock|locking conflicts|SharingViolation|share access flags are incompatible|multi-attach error|already be(?:en|ing) booted|may have already booted|updates were rejected because the remote contains|concurrent config change|another (?:process is using|task is already in progress)',
    'Somebody else holds it',
    { ...again, ...ours, ...first, confidence: 0.93 },
  ],
  [
    'broker-shutdown',
    'SERVICE_UNAVAILABLE',
    'CONNECTION_FORCED[^\\n]{0,120}shutdown|blocked by: \\[SERVICE_UNAVAILABLE|\\bno master\\]|stale file handle|vault is sealed|capacity is currently paused|database \\S{1,40} is stopped or starting|BusyLoadingError|terminated by amazon EC2',
    'The service is stopping, starting or moved',
    { ...again, ...theirs, ...first, confidence: 0.91 },
  ],
  [
    'executor-ended',
    'CANCELLED',
    'killed from the spark web ui|closed via management plugin|please wait for terraform to exit',
    'It was shut down',
    first,
  ],
  [
    'killed-late',
    'TIMEOUT',
    'timed out after \\d+ secs?[\\s\\S]{0,160}killed by the ApplicationMaster|channel stalled: no data received|MaxRuntimeExceeded|unable to attach or mount volumes[\\s\\S]{0,160}timed out waiting|hooks failed: timed out|ConnectionTimeout: connection timed out while reading|SocketTimeoutException: read timed out',
    'It took longer than it may',
    { ...first, confidence: 0.93 },
  ],
  [
    'device-mix',
    'SYNTAX',
    "shapes? (?:cannot be multiplied|\\([^\\n]{0,60} are incompatible)|shapes cannot be multiplied|tensors to be on the same device|is not fitted yet|is incompatible with the layer|type erasure|consuming update changes|no values given for wildcard|use keyword arguments when initializing operators|failed to resolve \\{\\{|JCL ERROR|unidentified operation field|object '\\w+' not found|received invalid parameters|missing process or function|incompatible types: java|division by zero attempted",
    "The job's own code is wrong",
    { ...ours, ...tellOwner, ...first, confidence: 0.88 },
  ],
  [
    'device-error',
    'SERVICE_UNAVAILABLE',
    'uncorrectable ECC error|double bit error|NVRM: Xid',
    'The graphics card is faulty',
    { ...again, ...ours, ...first },
  ],
  [
    'driver-cause',
    'UNKNOWN',
    'uncaught and unrecoverable exception\\. Task is being killed',
    'A wrapper: the cause stands elsewhere',
    { confidence: 0.5, priority: -30, ...tellOwner },
  ],
  [
    'store-space',
    'RESOURCE',
    'transaction log space usage|DFS remaining 0|insufficient space in file|shared memory limit|above memstore limit|maximum number of clients|no ML compute capacity|requested ML compute capacity',
    'Space or places are used up',
    { ...ours, ...first, confidence: 0.84 },
  ],
]);
