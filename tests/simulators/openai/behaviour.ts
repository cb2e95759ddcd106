/** What the simulated model does with a question. Faults are of the kind that real endpoints and networks show. */
export type Behaviour =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown }
  /** JSON inside a Markdown code fence, as small models like to answer. */
  | { readonly kind: 'fenced'; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly text: string }
  /** An answer that the limit of tokens cuts off. */
  | { readonly kind: 'cut-off'; readonly text: string }
  | { readonly kind: 'error'; readonly error: keyof typeof apiErrors; readonly retryAfterMs?: number }
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' }
  /** Sends its headers, then one byte at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** An answer of this many bytes. */
  | { readonly kind: 'flood'; readonly bytes: number }
  /** Breaks the connection in the middle of the answer. */
  | { readonly kind: 'cut-connection' }
  /** A proxy's error page with status 200. */
  | { readonly kind: 'html' };

/** The error bodies of the API with their status. */
export const apiErrors = {
  'rate-limit': {
    status: 429,
    message: 'Rate limit reached for requests per minute.',
    type: 'requests',
    code: 'rate_limit_exceeded',
    param: null,
  },
  'insufficient-quota': {
    status: 429,
    message: 'You exceeded your current quota, please check your plan and billing details.',
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    param: null,
  },
  'bad-request': {
    status: 400,
    message: "Unsupported value: 'temperature' is not supported with this model.",
    type: 'invalid_request_error',
    code: 'unsupported_value',
    param: 'temperature',
  },
  'no-structured-output': {
    status: 400,
    message: "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
    type: 'invalid_request_error',
    code: null,
    param: 'response_format',
  },
  'bad-key': {
    status: 401,
    message: 'Incorrect API key provided.',
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    param: null,
  },
  'not-found': {
    status: 404,
    message: 'The model does not exist or you do not have access to it.',
    type: 'invalid_request_error',
    code: 'model_not_found',
    param: null,
  },
  'content-filter': {
    status: 400,
    message: 'The response was filtered due to the prompt triggering the content management policy.',
    type: null,
    code: 'content_filter',
    param: 'prompt',
  },
  'server-error': {
    status: 500,
    message: 'The server had an error while processing your request.',
    type: 'server_error',
    code: null,
    param: null,
  },
  overloaded: { status: 503, message: 'The engine is currently overloaded.', type: 'server_error', code: null, param: null },
} as const;
export type ApiErrorName = keyof typeof apiErrors;
