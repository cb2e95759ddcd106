import { ConnectorError } from '../contract.ts';
import type { DatabricksClient } from './client.ts';
import { noteIn } from './lent-settings.ts';
import { restore } from './submit.ts';

/** A submission that is alive puts its job back within seconds; after this long nobody is coming back. */
const abandonedMs = 10 * 60_000;

interface ListedJob {
  readonly job_id: string;
  readonly settings?: { readonly description?: string | null | undefined } | null | undefined;
}

/** Keeps an eye on jobs that are still changed for a repair, and puts back those whose submission was interrupted. */
export function createRestoration(client: DatabricksClient, now: () => number) {
  const changed = new Map<string, number>();
  return {
    lookAt(page: readonly ListedJob[]): void {
      for (const { job_id: id, settings } of page) {
        const note = noteIn(settings?.description);
        if (note === null) changed.delete(id);
        else changed.set(id, Date.parse(note.at));
      }
    },
    async restore(signal?: AbortSignal): Promise<readonly string[]> {
      const restored: string[] = [];
      for (const [id, since] of changed) {
        if (now() - since < abandonedMs) continue;
        try {
          if (await restore(client, id, signal)) restored.push(id);
        } catch (error) {
          if (!(error instanceof ConnectorError)) throw error;
          const message = `Job ${id} is still changed for a repair and could not be put back: ${error.message}`;
          throw new ConnectorError(error.kind, message, { cause: error });
        }
        changed.delete(id);
      }
      return restored;
    },
  };
}
