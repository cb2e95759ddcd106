import type { IncidentPage } from './incidents.ts';

/** Puts what was read again into the page that is shown, without moving a row. */
export function mergeFresh(shown: IncidentPage, fresh: IncidentPage, isFirstPage: boolean) {
  const freshById = new Map(fresh.items.map((incident) => [incident.id, incident]));
  const shownIds = new Set(shown.items.map((incident) => incident.id));
  const oldest = fresh.items.at(-1)?.openedAt ?? '';
  const inRange = (openedAt: string): boolean => fresh.nextCursor === null || openedAt > oldest;
  return {
    page: { ...shown, items: shown.items.map((incident) => freshById.get(incident.id) ?? incident) },
    newIds: isFirstPage ? fresh.items.filter((incident) => !shownIds.has(incident.id)).map((incident) => incident.id) : [],
    goneIds: new Set(
      shown.items.filter((incident) => !freshById.has(incident.id) && inRange(incident.openedAt)).map((incident) => incident.id),
    ),
  };
}
