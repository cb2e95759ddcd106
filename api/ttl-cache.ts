/** Remembers answers for a short while. Bounded: when it is full, the oldest go first. */
export class TtlCache<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly at: number }>();
  readonly #ttlMs: number;
  readonly #size: number;

  constructor(options: { readonly ttlMs: number; readonly size: number }) {
    this.#ttlMs = options.ttlMs;
    this.#size = options.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (performance.now() - entry.at <= this.#ttlMs) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: performance.now() });
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size > this.#size && oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  deleteWhere(matches: (value: Value) => boolean): void {
    for (const [key, entry] of this.#entries) if (matches(entry.value)) this.#entries.delete(key);
  }
}
