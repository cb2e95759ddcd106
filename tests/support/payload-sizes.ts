/** The sizes of everything that travels through a workflow's history, as the server stores it. */
export function payloadSizes(history: unknown): number[] {
  if (history instanceof Uint8Array) return [history.length];
  return history !== null && typeof history === 'object' ? Object.values(history).flatMap(payloadSizes) : [];
}
