interface Day {
  readonly day: string;
  readonly added: number;
}
const dayMs = 86_400_000;

/** The last days up to today (UTC), oldest first; days on which nothing was added are there with none. */
export function lastDays(growth: readonly Day[], days: number, now: number): readonly Day[] {
  const added = new Map(growth.map((one) => [one.day, one.added]));
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(now - (days - 1 - index) * dayMs).toISOString().slice(0, 10);
    return { day, added: added.get(day) ?? 0 };
  });
}

export const sumOf = (days: readonly Day[]): number => days.reduce((sum, { added }) => sum + added, 0);
