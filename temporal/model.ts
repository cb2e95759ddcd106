import type { ModelAccess } from '../activities/deps.ts';
import { type Config, secretValues } from '../config.ts';
import { usualModel } from '../config-model.ts';
import { createAskModel } from '../connectors/model/ask-model.ts';
import type { ModelEndpoint, ModelOptions } from '../connectors/model/contract.ts';
import { createModelDesk, type DeskLog } from '../connectors/model/desk.ts';
import { createModelLedger } from '../store/model-ledger.ts';
import type { Transact } from '../store/tx.ts';

const hour = 3_600_000;

/** The endpoint that the configuration switches on; null with `none`. The configuration was checked: what a provider needs is there. */
export function modelEndpoint(config: Config): ModelEndpoint | null {
  const given = (text: string | undefined): string => text ?? '';
  switch (config.LLM_PROVIDER) {
    case 'none':
      return null;
    case 'openai':
      return {
        kind: 'openai',
        baseUrl: config.LLM_BASE_URL ?? 'https://api.openai.com/v1',
        model: config.LLM_MODEL ?? usualModel,
        apiKey: given(config.OPENAI_API_KEY),
      };
    case 'azure':
      return {
        kind: 'azure',
        baseUrl: config.LLM_BASE_URL ?? given(config.AZURE_OPENAI_ENDPOINT),
        model: config.LLM_MODEL ?? config.AZURE_OPENAI_DEPLOYMENT,
        apiKey: given(config.AZURE_OPENAI_API_KEY),
        apiVersion: config.AZURE_OPENAI_API_VERSION,
      };
    case 'compatible':
      return {
        kind: 'compatible',
        baseUrl: config.LLM_BASE_URL ?? config.LOCAL_LLM_BASE_URL,
        model: config.LLM_MODEL ?? config.LOCAL_LLM_MODEL,
        apiKey: config.LOCAL_LLM_API_KEY,
      };
    case 'token':
      return {
        kind: 'token',
        baseUrl: given(config.LLM_BASE_URL),
        model: config.LLM_MODEL ?? usualModel,
        tokenUrl: given(config.LLM_TOKEN_URL),
        clientId: given(config.NTT_ID),
        clientSecret: given(config.NTT_SECRET),
      };
  }
}

/** How an endpoint is asked. */
export const modelOptions = (config: Config, endpoint: ModelEndpoint): ModelOptions => ({
  endpoint,
  temperature: config.LLM_TEMPERATURE,
  maxResponseTokens: config.MAX_RESPONSE_TOKENS,
  timeoutMs: config.LLM_TIMEOUT_SECONDS * 1000,
  secrets: secretValues(config),
});

/** The desk through which an endpoint is asked; the budgets are the tenant's, whatever endpoint it is. */
export function openDesk(config: Config, transact: Transact, endpoint: ModelEndpoint, log: DeskLog) {
  const options = modelOptions(config, endpoint);
  return createModelDesk({
    ask: createAskModel(options),
    ledger: createModelLedger(transact),
    options,
    limits: {
      dailyTokens: config.LLM_DAILY_TOKENS === 0 ? null : config.LLM_DAILY_TOKENS,
      dailyMicros: config.LLM_DAILY_COST === undefined ? null : Math.round(config.LLM_DAILY_COST * 1_000_000),
      windowMs: config.LLM_ASK_WINDOW_HOURS * hour,
    },
    prices: { input: config.LLM_PRICE_INPUT, output: config.LLM_PRICE_OUTPUT },
    log,
  });
}

/** The model that is switched on, if any. */
export function openModelAccess(config: Config, transact: Transact, log: DeskLog): ModelAccess | null {
  const endpoint = modelEndpoint(config);
  return endpoint === null ? null : { desk: openDesk(config, transact, endpoint, log), mode: config.LLM_MODE };
}
