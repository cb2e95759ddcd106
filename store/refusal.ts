/** The store refuses a write: the API answers with `code`, an activity fails for good. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal';
  readonly code: 'not-found' | 'closed' | 'stale' | 'forbidden' | 'invalid' | 'conflict';
  readonly details: Readonly<Record<string, unknown>> | null;
  constructor(code: StoreRefusal['code'], message: string, details: Readonly<Record<string, unknown>> | null = null) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
