import type { Logger } from 'pino';
import type { IncidentStart } from '../deps.ts';

const mostInFlight = 16;
const mostWaiting = 2000;

/**
 * Starts workflows of accepted cases without making a reporter wait. Best effort: what does not fit or fails is left to the
 * steward, for the stored case is what counts.
 */
export function createStartQueue(start: (incident: IncidentStart) => Promise<void>, log: Logger) {
  const waiting: IncidentStart[] = [];
  let inFlight = 0;
  const pump = (): void => {
    while (inFlight < mostInFlight) {
      const next = waiting.shift();
      if (next === undefined) return;
      inFlight += 1;
      start(next)
        .catch((error: unknown) =>
          log.warn({
            event: 'start-left-to-steward',
            incidentId: next.incidentId,
            reason: error instanceof Error ? error.message : String(error),
          }),
        )
        .finally(() => {
          inFlight -= 1;
          pump();
        });
    }
  };
  return (incident: IncidentStart): void => {
    if (waiting.length >= mostWaiting) return;
    waiting.push(incident);
    pump();
  };
}
