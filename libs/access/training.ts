/** What training that has, or has not, run out lets somebody do: act and read, read, or neither. */
export const TrainingStatus = ['CURRENT', 'READ_ONLY', 'EXPIRED'] as const;
/** Days for which somebody reads on once their training has run out. The database counts them: `training_status`. */
export const READS_ON_FOR_DAYS = 30;
/** Days ahead on which a person and their supervisors are told that a training runs out, furthest first. */
export const TOLD_AHEAD_DAYS: readonly number[] = [60, 14];
