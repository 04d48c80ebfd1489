const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether it is a day of the calendar, as `2026-11-25`: `Date` takes the 30th of February for the 2nd of March. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !DAY.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
