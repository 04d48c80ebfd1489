import { nudesAtSchool } from './nudes-at-school/pathway.js';
import type { Pathway } from './pathway.js';

/** Every pathway that a referral can be submitted to. */
export const pathways: ReadonlyMap<string, Pathway> = new Map([[nudesAtSchool.key, nudesAtSchool]]);
