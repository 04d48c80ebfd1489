/** What PostgreSQL raises that is expected somewhere. Source: PostgreSQL 18, appendix A. */
export const UNIQUE_VIOLATION = '23505';
export const UNDEFINED_TABLE = '42P01';
export const DEADLOCK = '40P01';
