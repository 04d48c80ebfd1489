import { pathwayOf } from '../engine.js';
import type { Telling } from '../../access/vocabulary.js';
import type { Pathway } from '../pathway.js';
import { actions, mayHold } from './actions.js';
import { clocksOf, clockWords } from './clocks.js';
import { NEWS, type NudesContext } from './nudes-context.js';
import { asKnownTo } from './own-records.js';
import { ruleInForce } from './rules-in-force.js';
import { policeStage, socialCareStage } from './stages.js';
import { statechart } from './statechart.js';

/** Nudes and semi-nudes at a school. Source: Sharing nudes and semi-nudes: advice for education settings (UKCIS); domain reference 12(a). */
export const nudesAtSchool: Pathway<NudesContext> = pathwayOf<NudesContext>({
  key: 'nudes-at-school',
  version: '1',
  title: 'A nude or semi-nude shared at school',
  mayHold,
  submittedBy: [
    { agencyKind: 'SCHOOL', role: 'STAFF_REFERRER' },
    { agencyKind: 'SCHOOL', role: 'SAFEGUARDING_LEAD' },
    { agencyKind: 'SCHOOL', role: 'SCHOOL_LEADER' },
  ],
  actions,
  statechart,
  clocks: clockWords,
  clocksOf,
  ruleInForce,
  regions: new Map<string, Telling>([
    ['police', { section: 'POLICE_RECORD' }],
    ['socialCare', { section: 'SOCIAL_CARE_RECORD' }],
    ['takedown', { section: 'RISK' }],
    ['support', { section: 'RISK' }],
    ['immediateSafety', NEWS],
  ]),
  regionsFor: (context, agencyId): Record<string, string> => {
    const known = asKnownTo(context, agencyId);
    if (known === context) return {};
    return known.police === context.police ? { socialCare: socialCareStage(known) } : { police: policeStage(known) };
  },
});
