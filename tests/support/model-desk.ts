import { createAskModel } from '../../connectors/model/ask-model.ts';
import type { ModelOptions } from '../../connectors/model/contract.ts';
import { createModelDesk, type DeskLog, type DeskParts, type ModelDesk } from '../../connectors/model/desk.ts';
import { createModelLedger } from '../../store/model-ledger.ts';
import type { Transact } from '../../store/tx.ts';

export interface TestDeskOptions {
  readonly limits?: Partial<DeskParts['limits']>;
  readonly prices?: DeskParts['prices'];
  readonly options?: Partial<ModelOptions>;
  readonly log?: DeskLog;
}

/** The product's own way to a model, over a test's database and a simulated endpoint. */
export function createTestDesk(
  transact: Transact,
  baseUrl: string,
  { limits, prices, options, log = () => undefined }: TestDeskOptions = {},
): ModelDesk {
  const settings: ModelOptions = {
    endpoint: { kind: 'compatible', baseUrl, model: 'sim', apiKey: 'not-needed' },
    temperature: 0.3,
    maxResponseTokens: 500,
    timeoutMs: 20_000,
    secrets: [],
    ...options,
  };
  return createModelDesk({
    ask: createAskModel(settings),
    ledger: createModelLedger(transact),
    options: settings,
    limits: { dailyTokens: null, dailyMicros: null, windowMs: 24 * 3_600_000, ...limits },
    prices: prices ?? { input: 0, output: 0 },
    log,
  });
}
