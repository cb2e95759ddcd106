import { again, defineRules, ours, tellOwner } from './define-rules.ts';

/** Programs of Flink, Beam and structured streams, and what their planners say of them. */
export const streamEngineRules = defineRules('stream', [
  [
    'flink-types',
    'SYNTAX',
    'InvalidTypesException|due to type erasure|InvalidProgramException|is not serializable\\. The object probably|\\bNo type information for|has no default \\(no-arg\\) constructor|expressions? is not a valid key|IncompatibleKeysException|Record has (?:Long\\.MIN_VALUE|java\\.lang\\.Long\\.MIN_VALUE) timestamp',
    'The program of the stream is wrong',
    { confidence: 0.9, priority: 12 },
  ],
  [
    'flink-plan',
    'SYNTAX',
    "doesn't support consuming (?:update|delete|upd\\w*)|SQL validation failed|SQL parse failed|SqlParserException|SqlValidateException|Cannot generate a valid execution plan|Column types of query result and sink|Incompatible types for sink column|Rowtime attributes must not be|can only be defined (?:over|on) a time attribute|requires? (?:a )?(?:primary key|PRIMARY KEY)[^\\n]{0,60}(?:sink|upsert|table)|Temporal [Tt]able [Jj]oin|flink\\.table\\.api\\.(?:Table|Validation)Exception: (?:Unsupported|Unknown|Cannot|Column|Table sink|Expression|Field|Invalid)|unbounded table [^\\n]{0,60}not supported|StreamPhysical\\w+[^\\n]{0,60}(?:not supported|doesn't support)",
    'The query cannot be planned for a stream',
    { confidence: 0.84, priority: 12 },
  ],
  [
    'flink-connector',
    'CONFIGURATION',
    'Could not find any (?:\\w+ )?factor(?:y|ies)[^\\n]{0,40} for (?:identifier|type)|Unable to create a (?:source|sink|catalog) for|Unsupported options found for|required options? (?:is|are) missing|Could not find a suitable table factory|Could not find a file system implementation|IllegalConfigurationException|No ExecutorFactory found|Failed to (?:create|initialize|instantiate) (?:the )?state backend|TaskManager memory configuration failed|does not specify a (?:jobmanager|taskmanager)',
    'A connector or option of the stream is missing',
    { confidence: 0.9, priority: 12 },
  ],
  [
    'flink-declined',
    'SERVICE_UNAVAILABLE',
    'Checkpoint Coordinator is suspending|Checkpoint was declined \\(task|Task local checkpoint failure|JobMaster for job \\S+ is (?:no longer|not)|Job leader for job id \\S+ lost leadership|Dispatcher (?:is )?not (?:yet )?(?:running|initialized)|Connecting to remote task manager[^\\n]{0,120}has failed',
    'A part of the cluster went away',
    { ...ours, ...again, confidence: 0.86, priority: 7 },
  ],
  [
    'beam-code',
    'SYNTAX',
    'Unable to (?:infer|return) a (?:default )?[Cc]oder|Cannot provide coder|No Coder has been|GroupByKey cannot be applied to|Inputs to Flatten had incompatible|PTransform [^\\n]{0,80}(?:already (?:exists|applied)|names? (?:is|are) not unique)|A transform with label|Type hint violation|Could not serialize (?:a )?DoFn|unable to serialize DoFn|is not (?:a )?valid windowing',
    'The pipeline program is wrong',
    { confidence: 0.9, priority: 11 },
  ],
  [
    'structured-mode',
    'SYNTAX',
    'output mode not supported|output mode \\w+ is not supported|Queries with streaming sources must be executed|not supported (?:on|with|by) streaming (?:DataFrames|aggregations?|Datasets|sources|queries)|aggregations? [^\\n]{0,80}without watermark|STREAMING_OUTPUT_MODE|streaming DataFrames/Datasets (?:is|are) not supported|UNSUPPORTED_STREAMING_\\w+',
    'The query does not work on a stream',
    { confidence: 0.9, priority: 9 },
  ],
  [
    'same-query',
    'CONCURRENCY',
    'Multiple streaming jobs detected|CONCURRENT_STREAM_LOG_UPDATE|Another instance of this (?:streaming )?query|Cannot start query with (?:id|name) [^\\n]{1,120}(?:already active|same (?:id|name))|CONCURRENT_QUERY|already has an active query with|A receiver with a higher epoch|New receiver [^\\n]{1,120}higher epoch|ReceiverDisconnectedException',
    'The same stream runs twice',
    { ...ours, ...tellOwner, confidence: 0.88, priority: 11 },
  ],
  [
    'schema-registry',
    'CONFIGURATION',
    "Subject '?[^\\s']{1,120}'? not found|Schema \\d+ not found; error code|error code: ?4040[1-3]|Error registering Avro schema|Schema being registered is incompatible|error code: ?42201",
    'The schema is not registered, or does not fit the registered one',
    { confidence: 0.8, priority: 5 },
  ],
  [
    'user-function',
    'SYNTAX',
    'Cannot instantiate user function',
    'The job’s own function cannot be loaded',
    { confidence: 0.8, priority: 3 },
  ],
]);
