import { defineRules, tellOwner } from './define-rules.ts';

/** Too little to pass a failure over in silence: the owner hears of it. */
const untold = { confidence: 0.8 };

/** Stops of which the text does not tell that somebody, or the schedule, meant them; and things that go on already without being a run of the job. */
export const stopRules = defineRules('stop', [
  [
    'work-cancelled',
    'CANCELLED',
    '(?:cancell?ed|aborted|stopped|terminated|killed|interrupted|halted|skipped) (?:by|on request of) (?:the |a |an )?(?:client|signal 15|signal SIGTERM|SIGTERM)|client[-_ ](?:requested|initiated|cancell?ed|abort\\w*)|(?:query|job|task|run|execution|statement|command|operation|request|workflow|build|pipeline|activity)(?: \\S{1,80})? (?:has been |was |is |were |got )?cancell?ed|cancell?ed (?:the )?(?:run|job|query|task)|OperationCancelled|"status": ?"Cancell?ed"|state:? ?CANCELL?ED',
    'It was cancelled; the text does not tell why',
    { ...untold, priority: 1 },
  ],
  [
    'job-step',
    'CANCELLED',
    '\\*\\*\\* STEP \\S+ ON \\S+ CANCELLED AT',
    'The step of the batch job was cancelled',
    { ...untold, priority: 2 },
  ],
  [
    'statement-ended',
    'CANCELLED',
    'Query execution was interrupted(?:$|[^,])|ER_QUERY_INTERRUPTED|Connection was killed|\\bORA-0{0,2}28\\b|your session has been killed|ADMINISTRATIVELY_PREEMPTED|ABANDONED_QUERY|Attention event',
    'The statement or its session was ended from outside',
    { ...untold, priority: 8 },
  ],
  [
    'spark-context',
    'CANCELLED',
    '(?:SparkContext|Spark session|SparkSession) (?:was|has been) (?:shut ?down|stopped|cancell?ed)|cancell?ed because SparkContext was shut down|Job \\S+ cancell?ed (?:because|as part of|by|$)|Cannot call methods on a stopped SparkContext|cancell?ed as part of cancellation|Stage cancell?ed because|part of cancelled job group|execution context was shut down',
    'The Spark session was stopped under the job',
    { ...untold, priority: 5 },
  ],
  [
    'runtime-ended',
    'CANCELLED',
    'This run has already terminated|is no longer in the running state|received a? ?termination signal|by the runtime environment|Execution(?:Was)?Interrupted|InterruptedError\\b',
    'The run was ended from outside',
    { ...untold, priority: 6 },
  ],
  [
    'executor-closed',
    'CANCELLED',
    'RejectedExecutionException[\\s\\S]{0,160}(?:terminated|shut ?down)',
    'Work was handed to a pool that is shut down',
    { ...untold, priority: 30 },
  ],
  [
    'runs-limited',
    'CANCELLED',
    '(?:concurrent|parallel|active) (?:runs?|executions?|instances?|jobs?)[^\\n]{0,30}(?:reached|limit|allowed|exceeded)|already reached the limit of',
    'As many runs as are allowed are going on',
    { ...untold, priority: 6 },
  ],
  [
    'goes-on',
    'CONCURRENCY',
    'already (?:running|in progress|started|active)\\b|is still running|already \\w+ing an? \\w+',
    'Something that it needs for itself is busy already',
    { confidence: 0.78, priority: 4 },
  ],
  [
    'started-twice',
    'SYNTAX',
    'event loop is already running|cannot be called from a running event loop|threads can only be started once|IllegalThreadStateException|IllegalStateException[^\\n]{0,80}already (?:been )?(?:started|running|active|closed|called)',
    'The code starts something a second time',
    { ...tellOwner, confidence: 0.88, priority: 9 },
  ],
]);
