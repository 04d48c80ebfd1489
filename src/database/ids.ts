/** Whether it could be an id at all: what could not is not asked of the database, whose error it would be. */
export const isId = (given: unknown): given is string =>
  typeof given === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given);

/** Before every id, and after every id: neither is one of anything. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
export const NO_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Where a list by instant and id begins, oldest first. */
export const BEFORE_ALL = ['-infinity', FIRST_ID] as const;
