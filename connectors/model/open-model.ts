import { createAzure } from '@ai-sdk/azure';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { extractJsonMiddleware, type LanguageModel, wrapLanguageModel } from 'ai';
import type { ModelEndpoint } from './contract.ts';

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Azure's endpoint with or without the path that its requests share. */
const azureBase = (url: string): string =>
  /\/openai(?:\/v1)?$/.test(withoutSlash(url)) ? withoutSlash(url).replace(/\/v1$/, '') : `${withoutSlash(url)}/openai`;

// The SDK would write to the console what it leaves out for a server.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** The JSON object inside whatever else a model says, such as a code fence or a sentence before it. */
const jsonOf = (text: string): string => text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1) || text;

function endpointModel(endpoint: ModelEndpoint, key: string, fetch: typeof globalThis.fetch, structured: boolean) {
  const { kind, model } = endpoint;
  const baseURL = withoutSlash(endpoint.baseUrl);
  if (kind === 'azure') {
    const { apiVersion } = endpoint;
    return createAzure({ baseURL: azureBase(baseURL), apiKey: key, apiVersion, useDeploymentBasedUrls: true, fetch }).chat(model);
  }
  if (kind === 'openai') return createOpenAI({ baseURL, apiKey: key, fetch }).responses(model);
  return createOpenAICompatible({ name: 'compatible', baseURL, apiKey: key, fetch, supportsStructuredOutputs: structured })(model);
}

/** How the answer is asked for: as an object by a schema, as an object by words alone, or as plain text. */
export type AnswerForm = 'schema' | 'words' | 'text';

/** The endpoint as the AI SDK sees it. */
export function openModel(endpoint: ModelEndpoint, key: string, fetch: typeof globalThis.fetch, form: AnswerForm): LanguageModel {
  const model = endpointModel(endpoint, key, fetch, form === 'schema');
  return form === 'text' ? model : wrapLanguageModel({ model, middleware: extractJsonMiddleware({ transform: jsonOf }) });
}
