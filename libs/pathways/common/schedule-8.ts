import type { AgencyKind } from '../../access/vocabulary.js';
import { ruleInForceOn } from '../counted-rule.js';
import { type RuleOfLaw, whyNoBasis } from './lawful-bases.js';

export interface ConditionRule extends RuleOfLaw {
  condition: string;
}
const condition = (name: string, paragraph: number, text: string): ConditionRule => ({
  id: `sharing.schedule-8.${paragraph}`,
  condition: name,
  text,
  source: `Data Protection Act 2018, Schedule 8 paragraph ${paragraph}`,
  inForceFrom: '2018-05-25',
  inForceUntil: null,
});

/**
 * Conditions of sensitive processing for law enforcement, which must also be strictly necessary and have an appropriate policy document
 * (Data Protection Act 2018, s.35(5) and s.42).
 */
export const conditionRules: readonly ConditionRule[] = [
  condition('STATUTORY_PURPOSES', 1, 'A function given by law, for reasons of substantial public interest'),
  condition('ADMINISTRATION_OF_JUSTICE', 2, 'Necessary for the administration of justice'),
  condition('VITAL_INTERESTS', 3, 'Necessary to protect somebody’s life'),
  condition(
    'SAFEGUARDING',
    4,
    'Safeguarding of children, and of adults at risk, without consent for a reason that the paragraph lists',
  ),
  condition('ALREADY_PUBLIC', 5, 'The person has made it public themselves'),
  condition('LEGAL_CLAIMS', 6, 'Necessary for legal proceedings, advice or rights'),
  condition('JUDICIAL_ACTS', 7, 'A court acts in its judicial capacity'),
  condition('PREVENTING_FRAUD', 8, 'Necessary to prevent fraud'),
  condition('ARCHIVING', 9, 'Necessary for archiving, research or statistics'),
];

/** Conditions that an agency of that kind may name on that day: none for whoever is no competent authority. */
export const conditionsFor = (kind: AgencyKind, day: string): string[] =>
  whyNoBasis('LAW_ENFORCEMENT_TASK', kind, day) === undefined
    ? conditionRules.filter((rule) => ruleInForceOn(rule, day)).map((rule) => rule.condition)
    : [];
