/** How long to wait before a run is looked at again, milliseconds: half a second at first, then a tenth of the run's age, at most a minute. */
export const pollDelay = (ageMs: number): number => Math.min(60_000, Math.max(500, ageMs / 10));
