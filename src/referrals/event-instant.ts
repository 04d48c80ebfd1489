/**
 * Each event has an instant of its own, later than that of the event before, also where two come in one millisecond or a server's
 * clock lags: the timeline goes by instants, which say no more than its entries show. Numbers would tell of entries in between.
 */
export const instantAfter = (last: string, now: string): string =>
  now > last ? now : new Date(Date.parse(last) + 1).toISOString();
