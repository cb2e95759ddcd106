import { z } from '@hono/zod-openapi';
import { amount, httpUrl, list, wholeNumber } from './config-values.ts';

/** Stands where a server wants no key; as a secret it would blank ordinary words. */
export const noKey = 'not-needed';

/** Where a provider of many models is switched on and none is named. */
export const usualModel = 'gpt-4o';

/** Settings of the language model. Without a provider that is on, none of them is needed. */
export const modelSettings = {
  LLM_PROVIDER: z.enum(['none', 'openai', 'azure', 'compatible', 'token']).default('none'),
  LLM_MODE: z.enum(['on-miss', 'always']).default('on-miss'),
  LLM_BASE_URL: httpUrl.optional(),
  LLM_MODEL: z.string().min(1).max(200).optional(),
  LLM_MODELS: list.default(['gpt-4o', 'gpt-4o-mini', 'gemini-2.5-flash']),
  LLM_TEMPERATURE: amount(2).default(0.3),
  MAX_RESPONSE_TOKENS: wholeNumber(50, 100_000).default(4000),
  LLM_TIMEOUT_SECONDS: wholeNumber(1, 120).default(60),
  LLM_ASK_WINDOW_HOURS: wholeNumber(1, 720).default(24),
  LLM_DAILY_TOKENS: wholeNumber(0, 10_000_000_000).default(2_000_000),
  LLM_DAILY_COST: amount(1_000_000).optional(),
  LLM_PRICE_INPUT: amount(10_000).default(0),
  LLM_PRICE_OUTPUT: amount(10_000).default(0),
  LOCAL_LLM_BASE_URL: httpUrl.default('http://localhost:11434/v1'),
  LOCAL_LLM_MODEL: z.string().min(1).max(200).default('llama3.2:3b'),
  LOCAL_LLM_API_KEY: z.string().min(1).default(noKey),
  OPENAI_API_KEY: z.string().min(1).optional(),
  AZURE_OPENAI_API_KEY: z.string().min(1).optional(),
  AZURE_OPENAI_ENDPOINT: httpUrl.optional(),
  AZURE_OPENAI_DEPLOYMENT: z.string().min(1).max(200).default('gpt-4'),
  AZURE_OPENAI_API_VERSION: z.string().min(1).max(50).default('2024-10-21'),
  LLM_TOKEN_URL: httpUrl.optional(),
  NTT_ID: z.string().min(1).optional(),
  NTT_SECRET: z.string().min(1).optional(),
} as const;

type ModelSettings = typeof modelSettings;
/** The settings of the model as far as they could be read. */
export type ModelConfig = { readonly [Name in keyof ModelSettings]: z.output<ModelSettings[Name]> };

/** What each kind of model endpoint cannot do without. */
const neededByProvider: Readonly<Record<ModelConfig['LLM_PROVIDER'], readonly (keyof ModelConfig)[]>> = {
  none: [],
  openai: ['OPENAI_API_KEY'],
  azure: ['AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_ENDPOINT'],
  compatible: [],
  token: ['LLM_BASE_URL', 'LLM_TOKEN_URL', 'NTT_ID', 'NTT_SECRET'],
};

/** What no single setting of the model can tell. */
export function checkModelSettings(value: Partial<ModelConfig>, problem: (name: keyof ModelConfig, message: string) => void): void {
  for (const name of neededByProvider[value.LLM_PROVIDER ?? 'none'])
    if (value[name] === undefined) problem(name, `is missing although LLM_PROVIDER is ${value.LLM_PROVIDER}`);
  if (value.LLM_DAILY_COST !== undefined && value.LLM_PRICE_INPUT === 0 && value.LLM_PRICE_OUTPUT === 0)
    problem('LLM_DAILY_COST', 'needs LLM_PRICE_INPUT and LLM_PRICE_OUTPUT: without prices nothing would be counted');
}

/** Whether a language model is switched on, and which, for whoever starts the program. */
export function describeModel(config: ModelConfig): string {
  switch (config.LLM_PROVIDER) {
    case 'none':
      return 'none (LLM_PROVIDER): rules and knowledge decide';
    case 'azure':
      return `azure, deployment ${config.LLM_MODEL ?? config.AZURE_OPENAI_DEPLOYMENT}`;
    case 'compatible':
      return `compatible, ${config.LLM_MODEL ?? config.LOCAL_LLM_MODEL}`;
    default:
      return `${config.LLM_PROVIDER}, ${config.LLM_MODEL ?? usualModel}`;
  }
}
