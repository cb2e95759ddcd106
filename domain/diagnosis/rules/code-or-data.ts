import { defineRules, ours } from './define-rules.ts';

/** Texts of code, data and settings that general words would confuse with each other. */
export const codeOrDataRules = defineRules('code-or-data', [
  [
    'query-shape',
    'SYNTAX',
    '(?:Failure|Error) (?:3807|3810|5628)\\b|is of type [^\\n]{1,80} but expression is of type|\\bDatatypeMismatch\\b|AmbiguousColumn|(?:reference|column|name|identifier)s? [\'"`]?[\\w.$"`]+[\'"`]? is ambiguous|ambiguous (?:column|reference|name|identifier)|Each GROUP BY expression|could not be bound\\b|Operand type clash|Must declare the (?:scalar|table) variable|MISSING_AGGREGATION|DATATYPE_MISMATCH|\\b(?:UNRESOLVED|AMBIGUOUS)_\\w+|each UNION|implicit cartesian product|conversion between [^\\n]{1,60} is not (?:allowed|supported)|cannot be (?:matched|compared) with|has no column named|no such (?:column|function|table-valued)|No matching signature|window function|[Ss]ubquery return(?:s|ed) more than (?:1|one)|fetch returns more than requested|single-row subquery',
    'The query is wrong',
    { confidence: 0.9, priority: 12 },
  ],
  [
    'driver-misuse',
    'SYNTAX',
    "cursor (?:is )?already closed|Not an executable object|ObjectNotExecutable\\w*|Entity namespace for|has no property \"|PendingRollback\\w*|DetachedInstance\\w*|MultipleResultsFound|NoForeignKeys\\w*|Incorrect number of bindings|can't adapt type|Parameter index out of range|number of parameters, which is|not all arguments converted|not enough (?:arguments|parameters) for|No value specified for parameter|has already been operated upon|No value present|\\w+ is not mapped|NoSuchElementException: (?:No value|next)|The (?:SQL )?statement (?:has|contains) \\d+ parameters?|Error binding parameter|incorrect number of (?:arguments|parameters|values)|Column count doesn't match value count",
    'The code uses its database driver wrongly',
    { confidence: 0.62, priority: 12 },
  ],
  [
    'language-misuse',
    'SYNTAX',
    "'NoneType' object|can only concatenate|not supported between instances|argument \\d+ must be \\w+|must be \\w+, not \\w+|is not a function\\b|is not a constructor|is not iterable|unhashable type|require is not defined|import statement outside a module|Unexpected token '(?:export|import|\\?|\\.|=|\\{|\\}|\\))'|changed size during iteration|truth value of (?:a|an) |attempt to (?:index|call) a nil|stack level too deep|is not implemented\\b|PydanticUserError|referenced before assignment|is not callable|object is not subscriptable|multiple values for argument",
    'The code is wrong',
    { confidence: 0.9, priority: 9 },
  ],
  [
    'settings-file',
    'CONFIGURATION',
    `(?:No such file or directory|file not found|cannot find the (?:file|path)|ENOENT|does not exist|could not (?:open|read|find))[^\\n]{0,40}['"]?/?[^\\s'"]{0,200}(?:\\.(?:ya?ml|ini|toml|conf|cfg|env|properties|pem|crt|jks|p12|keytab)|/etc/[^\\s'"]{1,100})\\b|(?:while|when|error|failed|unable) (?:to )?(?:load(?:ing)?|read(?:ing)?|pars(?:e|ing)) (?:the )?\\S{0,80}(?:settings|config)\\S{0,40}|Toml\\w*Error|ScannerError|in "[^"\\n]+\\.ya?ml", line \\d+|(?:yaml|toml|ini)[: ](?:\\w+ ){0,3}(?:error|invalid|unmarshal)`,
    'A settings file is missing or malformed',
    { confidence: 0.89, priority: 13 },
  ],
  [
    'address-setting',
    'CONFIGURATION',
    '(?:could not|cannot|unable to|failed to) parse (?:\\S+ )?(?:URL|URI|DSN|connection string)|Could not parse (?:SQLAlchemy|rfc1738)|invalid (?:dsn|connection (?:string|url|uri)|jdbc url|endpoint)|(?:URL|URI) must (?:start|be|contain)|no (?:password|user|host|database) (?:supplied|specified|given)|while reading \\w+ from the environment|Please set \\w+|must set (?:the )?\\w+ (?:environment|variable)',
    'The address or a variable is set wrongly',
    { confidence: 0.71, priority: 13 },
  ],
  [
    'deployment',
    'CONFIGURATION',
    "MissingResourceException|Can't find bundle|No configuration found|MissingOption\\w*|Missing required option|Migration checksum mismatch|FlywayValidate\\w*|change ?log lock|Hive support is required|component is turned off|because this component|NODE_MODULE_VERSION|digital envelope routines|[Mm]issing script:|Unsupported class file major|does not \"opens|opens java\\.|No FileSystem for scheme|Module \\S+ not found|FindException|has no attribute 'X509|numpy\\.core\\.multiarray|Unable to find a usable engine|Requirement\\.parse|compiled against a different|version mismatch|requires? (?:at least )?(?:python|node|java|spark|version) ?[<>=]*\\d|is incompatible with (?:this|the) version",
    'The deployment does not fit the code',
    { ...ours, confidence: 0.81, priority: 13 },
  ],
  [
    'archive',
    'DATA',
    'ZipException|invalid (?:code lengths|block type|distance|stored block|literal/length|bit length|window size)|not a valid OOXML|NotOfficeXml\\w*|NotOLE2\\w*|Not a data file|is not a (?:Parquet|data|valid Avro|sequence|gzip|zip|SequenceFile) file|not a SequenceFile|No valid entries or contents|Not an Avro data file|Unterminated quoted field|Malformed ORC|Malformed Parquet|invalid magic|bad magic|wrong magic',
    'The file is damaged or of another kind',
    { confidence: 0.92, priority: 12 },
  ],
  [
    'sample',
    'DATA',
    'contains NaN|with 0 sample|No objects to concatenate|Usecols do not match|columns expected but not found|positional indexer is out-of-bounds|Expected \\d+ (?:fields|columns|features)|feature names (?:should match|mismatch)|got \\d+ (?:columns|fields)|too large to convert|field larger than field limit|Out of range value|out-of-range value|same row more than once|affect row a second time|AvroType\\w*|expecting union|Incorrect (?:date|datetime|integer|decimal|string|time) value',
    'Values of the data do not fit',
    { confidence: 0.9, priority: 12 },
  ],
]);
