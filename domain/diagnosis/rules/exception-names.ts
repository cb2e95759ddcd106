import { again, asksFirst, defineRules, ours, type RuleOverrides, tellOwner, theirs, withMore } from './define-rules.ts';

/** A name that one library gives to one kind of failure. */
const named = { kind: 'exception', confidence: 0.88, priority: 3 } as const satisfies RuleOverrides;
/** A word inside a name: decides only when nothing better does, and asks. */
const stem = { kind: 'exception', confidence: 0.78, priority: -9 } as const satisfies RuleOverrides;
/** PostgreSQL's condition names as its Python drivers spell them. */
const condition = (names: string): string => `errors\\.(?:${names})\\b`;
/** Whole names, whatever package they stand in. */
const names = (list: string): string => `\\b(?:${list})\\b`;
/** Names of errors that hold a word. */
const holding = (words: string): string => `\\b\\w*(?:${words})\\w*(?:Error|Exception|Failure|Fault)\\b`;

/** Failures told by the name of their class alone. */
export const exceptionNameRules = defineRules('name', [
  [
    'postgres-code',
    'SYNTAX',
    condition(
      'Undefined\\w+|Duplicate(?:Column|Table|Alias|Function|Object|Cursor|Database|Schema|PreparedStatement)|Ambiguous\\w+|Invalid(?:ColumnReference|TableDefinition|ColumnDefinition|FunctionDefinition|ObjectDefinition|CursorName|CursorState|Recursion|TransactionState|SchemaDefinition|ForeignKey)|WrongObjectType|CannotCoerce|Indeterminate\\w+|FeatureNotSupported|WindowingError|NameTooLong|ReservedName|NoActiveSqlTransaction|ActiveSqlTransaction|InFailedSqlTransaction|SyntaxError\\w*|Grouping\\w+|DatatypeMismatch',
    ),
    'The query is wrong',
    { ...named, priority: 6, confidence: 0.67 },
  ],
  [
    'postgres-data',
    'DATA',
    condition(
      '\\w+Violation|StringData\\w+|InvalidTextRepresentation|InvalidDatetimeFormat|DatetimeFieldOverflow|DivisionByZero|CharacterNotInRepertoire|UntranslatableCharacter|BadCopyFileFormat|InvalidBinaryRepresentation|InvalidJson\\w*|NullValue\\w+|ArraySubscriptError|IntervalFieldOverflow|InvalidXml\\w*|NumericValueOutOfRange|InvalidParameterValue|InvalidEscape\\w+|InvalidRegularExpression',
    ),
    'The data does not fit',
    { ...named, priority: 6 },
  ],
  [
    'postgres-right',
    'PERMISSION',
    condition('InvalidPassword|InvalidAuthorizationSpecification|InsufficientPrivilege|InvalidRoleSpecification'),
    'The login or grant is missing',
    { ...named, priority: 6 },
  ],
  [
    'postgres-limit',
    'RESOURCE',
    condition(
      'DiskFull|OutOfMemory|TooManyConnections|ConfigurationLimitExceeded|ProgramLimitExceeded|StatementTooComplex|TooManyColumns|TooManyArguments|InsufficientResources',
    ),
    'A limit of the database is reached',
    { ...named, ...theirs, ...tellOwner, priority: 6 },
  ],
  [
    'postgres-lock',
    'CONCURRENCY',
    condition('TransactionRollback|LockNotAvailable|ObjectInUse|DeadlockDetected|SerializationFailure|ObjectNotInPrerequisiteState'),
    'Another session is in the way',
    { ...named, priority: 6 },
  ],
  [
    'postgres-down',
    'SERVICE_UNAVAILABLE',
    condition(
      'AdminShutdown|CrashShutdown|CannotConnectNow|ReadOnlySqlTransaction|DatabaseDropped|IdleInTransactionSessionTimeout|OperatorIntervention',
    ),
    'The database stops or starts',
    { ...named, priority: 6 },
  ],
  [
    'postgres-network',
    'NETWORK',
    condition(
      'Connection(?:Exception|DoesNotExist|Failure)|ConnectionDoesNotExistError|SqlclientUnable\\w+|SqlserverRejected\\w+|ProtocolViolation',
    ),
    'The connection to the database failed',
    { ...named, priority: 6 },
  ],

  [
    'network',
    'NETWORK',
    names(
      'UnresolvedAddressException|SSLException|SSLPeerUnverifiedException|ConnectionShutdownException|(?:Service)?CommunicationException|PrematureCloseException|SSLError|SslError|ProtocolError|RemoteProtocolError|httpx\\.ReadError|httpx\\.WriteError|ReadError\\(|NoValidConnectionsError|BadStatusLine|HTTPClientError|ResponseStreamingError|HttpRequestException|EndpointNotFoundException|StreamLostError|AMQPConnectionError|ChannelClosed|ConnectionClosedError|gaierror|NetworkException|LocalProtocolError|HttpHostConnectException|NoHttpResponseException',
    ),
    'The connection failed',
    { ...asksFirst, ...named, confidence: 0.65, priority: 1 },
  ],
  [
    'config',
    'CONFIGURATION',
    names(
      'ProfileNotFound|ConfigNotFound|EndpointVariantError|UnknownRegionError|InvalidSubnet\\w*|VerifyError|IllegalAccessError|ProviderNotFoundException|NameNotFoundException|NoSuchAlgorithmException|NoSuchProviderException|UnsupportedCharsetException|URISyntaxException|UriFormatException|ApplicationContextException|NoInitialContextException|UnsupportedProtocol|EnvError|UndefinedValueError|ImageNotFound|UnsupportedForMessageFormatException|InvalidPartitionsException|InvalidRequiredAcksException|UnsupportedCompressionTypeException|InvalidReplicationFactorException|MethodNotImplemented|MissingParameterException|UnknownParameterException|ConnectionNotUnique|SQLNonTransientConnectionException|ServiceActivationException|LoaderError|MissingSectionHeaderError|InvalidConfigException|NoSuchBeanDefinitionException|UnsupportedEncodingException|IllegalCharsetNameException',
    ),
    'A setting or part of the installation is wrong',
    { ...named, priority: 9, confidence: 0.84 },
  ],
  [
    'code',
    'SYNTAX',
    names(
      'NegativeArraySizeException|EmptyStackException|CloneNotSupportedException|IllegalFormatException|MissingFormatArgumentException|UnknownFormatConversionException|MatchError|UnknownParameterError|OperationNotPageableError|NoSuchColumnError|InvalidRequestError|InvalidOperation(?:Exception)?|FieldError|SQLParseError|SignatureMismatchError|DagsterInvalidSubsetError|NotImplementedException|ObjectDisposedException|NotSupportedException|ArgumentError|FlaskError|UnmappedInstanceError|UnboundExecutionError|BadSqlGrammarException|InvalidDataAccessResourceUsageException|InvalidDataAccessApiUsageException|NoSuchAttribute\\w*|TransactionManagementError',
    ),
    'The code is wrong',
    { ...named, confidence: 0.55, priority: 2 },
  ],
  [
    'data',
    'DATA',
    names(
      'InvalidClassException|java\\.text\\.ParseException|DataIntegrityViolationException|InputMismatchException|JarException|EmptyResultDataAccessException|csv\\.Error|tarfile\\.ReadError|LZMAError|DocumentError|MultipleInvalid|NoResultFound|DocumentTooLarge|InvalidBSON|InvalidDocument|BulkIndexError|NotFoundError|CompDocError|ExpatError|AvroException|ConstraintException|BlocksizeMismatchError|OverflowError|System\\.OverflowException|DivideByZeroException|MissingFieldException|HeaderValidationException|TypeConverterException|DecoderFallbackException|BadDataException|NoDataError|SchemaInferenceError|TruncatedFileError|EmptyFileError|InvalidDataException|UnsupportedFormat|MissingDataError|RecordTooLong\\w*|IncompleteInput\\w*',
    ),
    'The data is wrong',
    { ...named, priority: 6 },
  ],
  [
    'right',
    'PERMISSION',
    names(
      'CredentialRetrievalError|TokenRetrievalError|SSOTokenLoadError|UnauthorizedSSOTokenError|DelegationToken(?:Expired|Authorization|NotFound)\\w*|InvalidPrincipalTypeException|NoPermission(?:Error|Exception)|SQLInvalidAuthorizationSpecException|InvalidGrantError|InvalidClientError|ExpiredSignatureError|InvalidSignatureError|InvalidTokenError|MissingTokenError|BadAuthenticationType|PasswordRequiredException|InvalidKeyException|unauthorized_client|invalid_client|access_denied|unsupported_grant_type|AccountLocked\\w*|CredentialsExpired\\w*|BadCredentials\\w*',
    ),
    'The caller is not allowed',
    { ...named, priority: 5 },
  ],
  [
    'lock',
    'CONCURRENCY',
    names(
      'TransactionCanceledException|IdempotentParameterMismatch|SQLTransactionRollbackException|WatchError|LockError|LockNotOwnedError|filelock\\.\\w*Timeout|CommitFailedError|StaleDataError|CommitFailedException|ProducerFencedException|InvalidProducerEpochException|OptimisticLock\\w*|WriteConflict\\w*|TransactionRetry\\w*|RevisionConflict\\w*|PreconditionFailed\\w*|ResourceModified\\w*',
    ),
    'Somebody else is in the way',
    { ...named, priority: 6 },
  ],
  [
    'down',
    'SERVICE_UNAVAILABLE',
    names(
      'ClusterNotReady|FencedLeaderEpochException|UnknownLeaderEpochException|DataAccessResourceFailureException|HttpServerErrorException\\w*|ClusterDownError|BusyLoadingError|ReadOnlyError|MasterDownError|OverloadedError|ServerTooBusyException|ServerBusyException|NotMasterException|LeaderNotAvailable\\w*|ServiceNotAvailable\\w*|NodeUnavailable\\w*|RegionServerStopped\\w*',
    ),
    'The service cannot serve now',
    { ...named, confidence: 0.86, priority: 5 },
  ],
  [
    'server-side',
    'SERVICE_UNAVAILABLE',
    names('ServerException|TransportError|InternalError'),
    'The other side failed',
    { ...named, confidence: 0.6, priority: -1 },
  ],
  [
    'limit',
    'RESOURCE',
    names(
      'CapacityNotAvailable|GroupMaxSizeReachedException|sqlalchemy\\.exc\\.TimeoutError|PoolTimeout|PoolExhausted\\w*|RejectedExecutionException|InsufficientMemoryException|OutOfDirectMemoryError|ContextLengthExceeded\\w*|DiskFull\\w*|TooManyFiles\\w*',
    ),
    'Something finite is used up',
    { ...named, ...again, confidence: 0.84, priority: 6 },
  ],
  ['google', 'RESOURCE', 'exceptions\\.ResourceExhausted\\b', 'A quota is used up', { ...named, ...theirs, ...again, confidence: 0.8 }],
  [
    'google-data',
    'DATA',
    'google\\S*exceptions\\.(?:NotFound|OutOfRange|InvalidArgument|DataLoss)\\b',
    'The service does not know or take what it was given',
    { ...stem, confidence: 0.76 },
  ],
  [
    'google-state',
    'CONFIGURATION',
    'exceptions\\.FailedPrecondition\\b',
    'The system is not in the state that the call needs',
    { ...stem, confidence: 0.74 },
  ],
  [
    'time',
    'TIMEOUT',
    names('GatewayTimeout|RequestTimeoutException|elasticsearch\\.\\S*ConnectionTimeout'),
    'The answer did not come in time',
    { ...named, ...theirs, ...again, priority: 12 },
  ],
  [
    'stopped',
    'CANCELLED',
    names(
      'PidFileAlreadyRunningError|CancelledRun|TerminationSignal|TaskRevokedError|ThreadAbortException|TaskCanceledException|JobCancelled\\w*|RunCancelled\\w*|QueryCancell?ed\\w*|StatementCancell?ed\\w*|AirflowTaskTerminated',
    ),
    'It was stopped, or runs already',
    { ...named, confidence: 0.82, priority: 1 },
  ],

  [
    'stem-right',
    'PERMISSION',
    holding('Permission|Credential|Authori[sz]|Authentic|Forbidden|AccessDenied|Unauthor|Login|Password|Signature|Token|Privilege|Secret'),
    'The caller is not allowed',
    { ...stem, confidence: 0.8, priority: -8 },
  ],
  [
    'stem-missing',
    'DATA',
    holding(
      'NotFound|NoSuch|Missing|Empty|Duplicate|AlreadyExists|Mismatch|Corrupt|Truncat|Malformed|Integrity|Constraint|Convert|Coercion|Overflow|OutOfRange|OutOfBounds|Unrecogni[sz]ed|Unparse|Invalid(?:Data|Value|Input|Format|Record|Row|File|Json|Xml|Csv)',
    ),
    'What the job reads is missing or wrong',
    { ...stem, priority: -10, confidence: 0.59 },
  ],
  [
    'stem-network',
    'NETWORK',
    holding('Connect|Socket|Network|Protocol|Transport|Host|Dns|Tls|Ssl|Resolve|Resolution|Peer|Channel|Pipe'),
    'The connection failed',
    { ...stem, priority: -10, confidence: 0.5 },
  ],
  [
    'stem-down',
    'SERVICE_UNAVAILABLE',
    holding('Server|Service|Unavailable|Leader|Node|Broker|Replica|Region|Shard|Backend|Upstream|Failover|NotReady|Stopped|Shutdown'),
    'The service cannot serve now',
    { ...stem, priority: -11, confidence: 0.5 },
  ],
  [
    'stem-lock',
    'CONCURRENCY',
    holding(
      'Lock(?:ed|ing|Timeout|Wait|Acquisition|NotAvailable|Failed|Held)|Deadlock|Conflict|Concurr|Stale|Epoch|Fenced|Lease|Transaction(?:Abort|Cancel|Rollback)',
    ),
    'Somebody else is in the way',
    { ...stem, priority: -10 },
  ],
  [
    'stem-limit',
    'RESOURCE',
    holding('Exhaust|Capacity|Quota|LimitExceeded|TooLarge|TooMany|Insufficient|Memory|MaxSize|Overload'),
    'Something finite is used up',
    { ...stem, ...ours, ...withMore, priority: -10 },
  ],
  [
    'stem-config',
    'CONFIGURATION',
    holding(
      'Config|Setting|Environment|Option|Profile|Provider|Plugin|Driver|Dependency|Version|Unsupported|Incompatible|Registration|NotRegistered|Definition|Context|Bootstrap',
    ),
    'A setting or part of the installation is wrong',
    { ...stem, priority: -10, confidence: 0.69 },
  ],
  [
    'stem-code',
    'SYNTAX',
    holding(
      'Syntax|Compil|Semantic|Undefined|Ambiguous|Unbound|NotImplemented|NotSupported|Operand|Attribute|IllegalFormat|Cast|NullPointer|NullReference|Template|Usage|Signature(?:Mismatch)',
    ),
    'The code is wrong',
    { ...stem, priority: -10 },
  ],
  [
    'stem-stopped',
    'CANCELLED',
    holding('Cancel|Interrupt|Abort(?:ed)?By|Revoked|Terminat|Skip|AlreadyRunning|Killed'),
    'It was stopped',
    { ...stem, confidence: 0.74, priority: -11 },
  ],
  [
    'stem-time',
    'TIMEOUT',
    holding('Timeout|TimedOut|Deadline|Expired|TimeLimit'),
    'A time limit ran out',
    { ...stem, ...again, priority: -9 },
  ],
  [
    'stem-rate',
    'RATE_LIMIT',
    holding('Throttl|RateLimit|TooManyRequests|RateExceeded'),
    'The service limits its callers',
    { ...stem, confidence: 0.84, priority: -6 },
  ],
]);
