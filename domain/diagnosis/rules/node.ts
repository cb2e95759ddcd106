import { defineRules, fallbackName } from './define-rules.ts';

/** Node.js and its packages. */
export const nodeRules = defineRules('node', [
  [
    'module-missing',
    'CONFIGURATION',
    "Cannot find (?:package|module) '(?:@?[a-z0-9][^'./\\\\]*(?:/[^'./\\\\]+)?)'|ERR_MODULE_NOT_FOUND[^\\n]*package|ERR_REQUIRE_ESM|was compiled against a different Node\\.js version|NODE_MODULE_VERSION \\d|ERR_DLOPEN_FAILED|Unsupported engine|\\bEBADENGINE\\b|\\bERESOLVE\\b|node: not found|npm ERR! missing script|Missing script:|ERR_OSSL_EVP_UNSUPPORTED|digital envelope routines::unsupported|ERR_UNKNOWN_FILE_EXTENSION|Invalid package config",
    'A package is missing or does not fit this version of Node.js',
    { confidence: 0.9, priority: 4 },
  ],
  [
    'own-module',
    'SYNTAX',
    "Cannot find module '(?:\\.|/|[A-Z]:)|Cannot use import statement outside a module|does not provide an export named|ERR_PACKAGE_PATH_NOT_EXPORTED",
    'The code imports a file that is not there',
    { confidence: 0.88, priority: 3 },
  ],
  [
    'reference',
    'SYNTAX',
    "\\bReferenceError\\b|\\w+ is not defined\\s*$|Cannot access '\\w+' before initialization",
    'The code uses a name that it never defined',
    { confidence: 0.93, priority: 3 },
  ],
  [
    'undefined-member',
    'SYNTAX',
    "Cannot read propert(?:y|ies) (?:of (?:undefined|null)|'?\\w*'? ?of (?:undefined|null))|Cannot set propert(?:y|ies) of|is not a function|is not iterable|is not a constructor|undefined is not an object|Cannot destructure property|Cannot convert undefined or null to object",
    'The code uses a value that is not there',
    { confidence: 0.88, priority: 1 },
  ],
  [
    'unexpected-token',
    'SYNTAX',
    'SyntaxError: (?:Unexpected|Invalid or unexpected|missing|Missing|Unterminated|Illegal|Identifier|await is only|Invalid (?:regular|left-hand|destructuring|shorthand))|Unexpected (?:identifier|reserved word|strict mode)',
    'The code cannot be parsed',
    { confidence: 0.93, priority: 5 },
  ],
  [
    'json-parse',
    'DATA',
    'SyntaxError: (?:Unexpected token [^\\n]{0,80} (?:in|is not valid) JSON|Unexpected end of JSON input|Bad control character|Expected [^\\n]{1,60} in JSON|Unexpected non-whitespace|Unterminated string in JSON|Unexpected token [^\\n]{1,40} in JSON at position)',
    'The JSON is malformed',
    { confidence: 0.92, priority: 9 },
  ],
  ['enoent', 'DATA', 'ENOENT: no such file or directory', 'An input file is not there', { confidence: 0.93, priority: 4 }],
  [
    'enoent-spawn',
    'CONFIGURATION',
    'spawn \\S{1,200} ENOENT|spawn ENOENT|ENOENT[^\\n]{0,80}(?:package\\.json|node_modules)',
    'The program to start is not installed',
    { confidence: 0.9, priority: 7 },
  ],
  ['eacces-spawn', 'PERMISSION', 'spawn \\S{1,200} EACCES', 'The program may not be executed', { origin: 'WORKFLOW_ENGINE', priority: 7 }],
  [
    'unhandled',
    'UNKNOWN',
    'UnhandledPromiseRejection|unhandledRejection|Unhandled (?:promise )?rejection',
    'A failure was not handled, and the text does not tell which',
    { ...fallbackName, confidence: 0.4, priority: -30 },
  ],
  [
    'heap',
    'RESOURCE',
    'FATAL ERROR:[^\\n]{0,120}(?:heap|Allocation failed|out of memory)|Reached heap limit|Last few GCs',
    'The heap of the Node.js process is used up',
    { confidence: 0.96, priority: 10 },
  ],
  [
    'frontend',
    'SYNTAX',
    'Uncaught (?:TypeError|ReferenceError|RangeError|SyntaxError)|Minified React error|Hydration failed|ChunkLoadError|Script error',
    "The page's script failed",
    { confidence: 0.84 },
  ],
  [
    'range-error',
    'SYNTAX',
    'RangeError: (?:Invalid (?:array|string) length|Maximum|Invalid time value|toFixed)|ERR_OUT_OF_RANGE|ERR_INVALID_ARG_(?:TYPE|VALUE)',
    'The code passes a value that is out of range',
    { confidence: 0.82, priority: -1 },
  ],
]);
