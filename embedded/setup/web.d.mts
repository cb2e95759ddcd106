/** Builds web/dist where its sources are newer; says so while it takes. */
export function ensureWebBuilt(): Promise<void>;
