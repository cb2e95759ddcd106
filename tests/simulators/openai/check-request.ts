/** A complaint of the API about a request. */
export interface Complaint {
  readonly message: string;
  readonly param: string | null;
  readonly code: string | null;
}

const complain = (message: string, param: string | null, code: string | null = null): Complaint => ({ message, param, code });

/** Strict structured output takes only schemas whose objects are closed and whose properties are all required. */
function schemaComplaint(schema: unknown, place: string, param: string): Complaint | null {
  if (typeof schema !== 'object' || schema === null) return null;
  const { type, properties, required, additionalProperties, items, anyOf } = schema as Record<string, unknown>;
  const wrong = (problem: string) =>
    complain(`Invalid schema for response_format: In context=${place}, ${problem}`, param, 'invalid_json_schema');
  if (type === 'object') {
    if (additionalProperties !== false) return wrong("'additionalProperties' is required to be supplied and to be false.");
    const names = Object.keys((properties ?? {}) as object);
    const missing = names.find((name) => !(Array.isArray(required) && required.includes(name)));
    if (missing !== undefined) return wrong(`'required' is required to include every key in properties. Missing '${missing}'.`);
  }
  const children = [...Object.entries((properties ?? {}) as object), ['items', items], ...(Array.isArray(anyOf) ? anyOf.entries() : [])];
  for (const [name, child] of children) {
    const problem = schemaComplaint(child, `${place}.${name}`, param);
    if (problem !== null) return problem;
  }
  return null;
}

function numberComplaint(body: Record<string, unknown>, name: string, least: number, most: number): Complaint | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number') return complain(`Invalid type for '${name}': expected a number.`, name, 'invalid_type');
  return value >= least && value <= most ? null : complain(`Invalid '${name}': out of range.`, name, 'decimal_out_of_range');
}

/** What the API finds wrong with the body of a question; null when it takes it. */
export function requestComplaint(endpoint: 'chat' | 'responses' | 'embeddings', body: Record<string, unknown>): Complaint | null {
  if (typeof body['model'] !== 'string' || body['model'] === '') return complain('you must provide a model parameter', null);
  if (endpoint === 'chat' && !(Array.isArray(body['messages']) && body['messages'].length > 0))
    return complain("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  if (endpoint !== 'chat' && (body['input'] === undefined || body['input'] === ''))
    return complain("Missing required parameter: 'input'.", 'input', 'missing_required_parameter');
  const format = (body['response_format'] ?? (body['text'] as Record<string, unknown> | undefined)?.['format']) as
    | { type?: string; strict?: boolean; schema?: unknown; json_schema?: { strict?: boolean; schema?: unknown; name?: unknown } }
    | undefined;
  const described = format?.json_schema ?? format;
  const param = endpoint === 'chat' ? 'response_format' : 'text.format.schema';
  const strict = format?.type === 'json_schema' && described?.strict === true;
  return (
    numberComplaint(body, 'temperature', 0, 2) ??
    numberComplaint(body, 'max_tokens', 1, 1_000_000) ??
    numberComplaint(body, 'max_output_tokens', 16, 1_000_000) ??
    (strict ? schemaComplaint(described?.schema, '()', param) : null)
  );
}
