import { isOpen, ledgerAt } from '../../access/standing.js';
import { asKnownTo } from './own-records.js';
import { partiesOfAgency } from '../common/parties-seen.js';
import type { AgencyId } from '../referral-context.js';
import { called, type ClockDeclaration, reached, toldAt } from './clock-declaration.js';
import { type NudesContext, notShared, takingPart } from './nudes-context.js';

const isHarmed = ({ role }: NudesContext['parties'][number]): boolean =>
  role === 'CHILD_DEPICTED' || role === 'CHILD_HARMED';
const harmed = ({ parties }: NudesContext): NudesContext['parties'] => parties.filter(isHarmed);
/** Whoever holds the risk answers for every child; who only takes part, for those it sees: the duty would tell it that there is another. */
const harmedFor = (context: NudesContext, agencyId: AgencyId): NudesContext['parties'] =>
  agencyId === context.custodian ? harmed(context) : partiesOfAgency(context, agencyId).filter(isHarmed);
/** Whether a charity knows of a child who was harmed: it reads who they are, or was told so in the packet that it declined. */
function isKnownToACharity(child: NudesContext['parties'][number], context: NudesContext): boolean {
  const toCharities = context.offers.filter(({ toKind }) => toKind === 'CHARITY');
  const charities = [
    ...context.participations.filter(({ kind }) => kind === 'CHARITY').map(({ agencyId }) => agencyId),
    ...toCharities.filter(isOpen).map(({ toAgency }) => toAgency),
  ];
  const knows = (agencyId: AgencyId, then = context): boolean => partiesOfAgency(then, agencyId).includes(child);
  return (
    charities.some((agencyId) => knows(agencyId)) ||
    toCharities.some(
      ({ status, answeredSeq, toAgency }) =>
        status === 'DECLINED' && knows(toAgency, { ...context, ...ledgerAt(context, (answeredSeq ?? 0) - 1) }),
    )
  );
}
/** What the school offered, or the child declined, is on record; or a charity was asked and told who the child is, so that it can. */
const supportAsked = (context: NudesContext): boolean =>
  harmed(context).every((child) => context.support[child.id] !== undefined || isKnownToACharity(child, context));

/** What police must do by when, as the crime recording rules and the Victims’ Code have it beside our own. */
export const policeClocks: readonly ClockDeclaration[] = [
  {
    kind: 'policeFirstDecision',
    title: 'the first decision of police',
    rules: ['police-decision'],
    whose: 'police',
    runs: 'while they take part and have not decided; anew when the referral is forced on',
    metBy: ['recordPoliceDecision'],
    running: (context) =>
      takingPart(context, 'POLICE')
        .filter(({ agencyId }) => asKnownTo(context, agencyId).police.route === null)
        .map(({ agencyId }) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: 'police-decision',
          escalateTo: called(agencyId, context.custodian),
        })),
  },
  {
    kind: 'crimeRecord',
    title: 'recording the crime',
    rules: ['crime-record'],
    whose: 'police',
    runs: 'from the offer or invitation, or from when the referral was forced on anew',
    metBy: ['recordTriage', 'recordPoliceDecision'],
    running: (context) =>
      reached(context, 'POLICE')
        .filter((agencyId) => {
          const { triaged, route } = asKnownTo(context, agencyId).police;
          return !triaged && route === null;
        })
        .map((agencyId) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: 'crime-record',
          from: toldAt(context, agencyId),
          escalateTo: called(agencyId),
        })),
  },
  {
    kind: 'victimSupport',
    title: 'offering support to a child who was harmed',
    rules: ['victim-support'],
    whose: 'police that hold the risk',
    runs: 'until of every child who was harmed support is recorded or a charity was told who they are, or it was decided not to share with one; anew for a child who is told of later',
    metBy: ['inviteContributor', 'recordSharingDecision', 'recordSupport'],
    running: (context) =>
      takingPart(context, 'POLICE')
        .filter(({ agencyId }) => agencyId === context.custodian)
        .filter(() => !supportAsked(context) && !notShared(context, 'CHARITY'))
        .map(({ agencyId }) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: 'victim-support',
          from: toldAt(context, agencyId),
          escalateTo: called(agencyId),
        })),
  },
  {
    kind: 'victimTold',
    title: 'telling a child who was harmed what was decided',
    rules: ['victim-told'],
    whose: 'police',
    runs: 'from the outcome, or a decision that nothing follows, where a child was harmed: of police that do not hold the risk, one whom they see',
    metBy: ['recordPoliceOutcome'],
    running: (context) => {
      const untold = (agencyId: AgencyId): boolean => {
        const { route, outcome, victimTold } = asKnownTo(context, agencyId).police;
        return !victimTold && (outcome !== null || route === 'NO_FURTHER_ACTION');
      };
      return takingPart(context, 'POLICE')
        .filter(({ agencyId }) => untold(agencyId) && harmedFor(context, agencyId).length > 0)
        .map(({ agencyId }) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: 'victim-told',
          escalateTo: called(agencyId),
        }));
    },
  },
];
