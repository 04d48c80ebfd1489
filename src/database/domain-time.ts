/** "Now" of the domain in SQL: real time, and in a demonstration as far ahead as it was moved. What a statement writes or compares is dated by it. */
export const DOMAIN_NOW = `(clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond')`;
