import { AgencyKind, LawfulBasis } from '../../access/vocabulary.js';
import { ruleInForceOn } from '../counted-rule.js';

/** Which law the processing stands under: UK GDPR, or Part 3 of the Data Protection Act 2018 for competent authorities. */
export type ProcessingRegime = 'GENERAL' | 'LAW_ENFORCEMENT';
/** What the law allows, as dated data: who reviews it finds here since when, by which law, and who may rest on it. */
export interface RuleOfLaw {
  id: string;
  text: string;
  source: string;
  inForceFrom: string;
  inForceUntil: string | null;
}
export interface LawfulBasisRule extends RuleOfLaw {
  basis: LawfulBasis;
  regime: ProcessingRegime;
  /** Kinds of agency that may decide to share on it. */
  for: readonly AgencyKind[];
  /** Why the others may not, with its source. */
  otherwise: string;
}
const EVERYBODY = Object.values(AgencyKind);
/**
 * Who is no public authority. A school is taken for a maintained one or an academy, which both are; the kind does not tell an independent
 * one apart, which has public task, its legal obligations and vital interests.
 */
const NO_PUBLIC_AUTHORITY: readonly AgencyKind[] = ['CHARITY', 'RESEARCH'];
/** Chief officers of police, prisons, probation and youth offending teams; a local authority as far as it investigates or prosecutes. */
const COMPETENT_AUTHORITIES: readonly AgencyKind[] = [
  'POLICE',
  'PROBATION',
  'PRISON',
  'YOUTH_JUSTICE',
  'LOCAL_AUTHORITY',
];
const NOT_IN_THEIR_TASKS =
  'A public authority cannot rest on this in performing its tasks: UK GDPR Article 6(1), second subparagraph. Its public task or a legal obligation may carry the decision.';
const GENERAL_FROM = '2018-05-25';
const general = (
  basis: LawfulBasis,
  text: string,
  point: string,
  change: Partial<LawfulBasisRule> = {},
): LawfulBasisRule => ({
  id: `sharing.basis.${basis.toLowerCase().replaceAll('_', '-')}`,
  basis,
  regime: 'GENERAL',
  text,
  source: `UK GDPR Article 6(1)(${point})`,
  for: EVERYBODY,
  otherwise: '',
  inForceFrom: GENERAL_FROM,
  inForceUntil: null,
  ...change,
});

/**
 * Lawful bases in force. A decision keeps the one that it was made on, whatever becomes of the rule.
 *
 * A public task is laid down by law for whoever performs it: the nature of the task decides and not that of the body, so that a charity may
 * have one. Consent is weak between an authority and a family, and not forbidden.
 */
export const lawfulBasisRules: readonly LawfulBasisRule[] = [
  general('PUBLIC_TASK', 'Necessary for a task in the public interest, or official authority, laid down by law', 'e'),
  general('LEGAL_OBLIGATION', 'Necessary to do what the law obliges the agency to do', 'c'),
  general('VITAL_INTERESTS', 'Necessary to protect somebody’s life', 'd'),
  general(
    'LEGITIMATE_INTERESTS',
    'Necessary for a legitimate interest, which the interests of the person do not override',
    'f',
    { for: NO_PUBLIC_AUTHORITY, otherwise: NOT_IN_THEIR_TASKS },
  ),
  general(
    'RECOGNISED_LEGITIMATE_INTEREST',
    'Necessary for an interest that the law recognises, safeguarding a vulnerable individual and crime among them',
    'ea',
    {
      source:
        'UK GDPR Article 6(1)(ea) and Annex 1: Data (Use and Access) Act 2025, s.70 and Schedule 4, in force by SI 2026/82',
      for: NO_PUBLIC_AUTHORITY,
      otherwise: NOT_IN_THEIR_TASKS,
      inForceFrom: '2026-02-05',
    },
  ),
  general('CONSENT', 'The person has consented to this purpose', 'a'),
  general(
    'LAW_ENFORCEMENT_TASK',
    'Necessary for a task that a competent authority carries out to prevent, investigate, detect or prosecute crime',
    '',
    {
      regime: 'LAW_ENFORCEMENT',
      source: 'Data Protection Act 2018, s.35(2)(b)',
      for: COMPETENT_AUTHORITIES,
      otherwise:
        'Only a competent authority processes for law enforcement: Data Protection Act 2018, s.30 and Schedule 7. Others share with police on a basis of the UK GDPR.',
    },
  ),
];

/** Why an agency of that kind cannot rest a decision on this basis on that day; undefined when it can. */
export function whyNoBasis(
  basis: LawfulBasis,
  kind: AgencyKind,
  day: string,
  rules: readonly LawfulBasisRule[] = lawfulBasisRules,
): string | undefined {
  const versions = rules.filter((one) => one.basis === basis);
  const rule = versions.find((one) => ruleInForceOn(one, day));
  if (!rule) return notInForce(versions, day);
  return rule.for.includes(kind) ? undefined : rule.otherwise;
}
const notInForce = (versions: readonly RuleOfLaw[], day: string): string => {
  const next = versions.find(({ inForceFrom }) => inForceFrom > day);
  if (next) return `This is no basis in law before ${inWords(next.inForceFrom)}: ${next.source}.`;
  const last = versions.at(-1);
  return last?.inForceUntil
    ? `This is no basis in law any more, but was one until ${inWords(last.inForceUntil)}: ${last.source}.`
    : 'This is no basis in law.';
};
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const inWords = (day: string): string => DAY.format(Date.parse(day));

/** Bases on which an agency of that kind may decide on that day. */
export const basesFor = (kind: AgencyKind, day: string): LawfulBasis[] =>
  Object.values(LawfulBasis).filter((basis) => whyNoBasis(basis, kind, day) === undefined);

/** The regime of a basis, which is what it is a basis of. */
export const regimeOf = (basis: LawfulBasis): ProcessingRegime =>
  lawfulBasisRules.find((one) => one.basis === basis)?.regime ?? 'GENERAL';

/** The law that a decision rests on, as it was in force on the day of the decision. */
export const sourceOf = (basis: LawfulBasis, day: string): string | null =>
  lawfulBasisRules.find((one) => one.basis === basis && ruleInForceOn(one, day))?.source ?? null;
