import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { relationsOf } from '../../libs/access/standing.js';
import { pathways } from '../../libs/pathways/index.js';
import type { Advanced } from '../../libs/pathways/pathway.js';
import type { PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import { AgencyCalendars } from '../clocks/agency-calendars.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import { DoorTransactions, type DoorTransaction, type KeyTaken } from './door-transactions.js';
import { IdempotencyKeyReused, Internal, NotFound } from '../errors/handrail-error.js';
import { type CarriedChange, changeOf } from './carried-change.js';
import { type NewItem, sightChanged } from './change.js';
import { checkedAction } from './checked-action.js';
import { eventActor, inputHash, type Command } from './command.js';
import { instantAfter } from './event-instant.js';
import { newId } from './new-id.js';
import { newItemsOf, wordsOf } from './what-was-said.js';
import { recordRows } from './record-rows.js';
import { sightOf } from '../../libs/access/sight.js';
import { referenceOf } from './reference.js';
import { checkedSubmission } from './checked-submission.js';
import type { LoadedReferral } from './stored-rows.js';

/** Where the answer to a command stands: an entry on a referral. */
export interface Taken {
  referralId: string;
  entryId: string;
  at: string;
  action: string;
  section: string;
}

/**
 * The one door: every change of a referral, all of it in one transaction or none. The checks run in the contract's order, and the
 * first that fails is the answer.
 */
@Injectable()
export class ReferralDoor {
  constructor(
    private readonly transactions: DoorTransactions,
    private readonly directory: AgencyDirectory,
    private readonly calendars: AgencyCalendars,
  ) {}

  /** A new referral: who submits it holds the risk until another agency accepts it. */
  async submit(actor: Actor, command: Command): Promise<Taken> {
    const calendar = await this.calendars.now();
    return this.transactions.retryingAKeyTakenMeanwhile(actor, async (tx) => {
      const { key, now } = await tx.load(command.idempotencyKey, null);
      const hash = inputHash('submitReferral', command);
      if (key) return sameCommand(key, hash);
      const submission = checkedSubmission(actor, command, now);
      const referralId = newId();
      const event: PathwayEvent = {
        type: 'submitReferral',
        seq: 1,
        at: now,
        entryId: newId(),
        by: eventActor(actor),
        calendar: calendar.version,
        payload: submission.payload,
      };
      const after = submission.pathway.begin(event, calendar);
      const identity = {
        referralId,
        reference: referenceOf(referralId),
        pathway: submission.pathway,
        reportedBy: actor.id,
        createdAt: now,
      };
      await this.store(tx, actor, command, hash, {
        identity,
        event,
        before: null,
        after,
        loaded: null,
        keptItems: [],
        keptRows: null,
        words: {},
        newItems: submission.itemsFor(identity, event, after.context),
      });
      return takenBy(identity.referralId, event, 'SUMMARY');
    });
  }

  /**
   * One action on a referral.
   * @throws IdempotencyKeyReused  the key was used for something else
   * @throws NotFound              none for this caller: absent and hidden look alike
   * @throws Forbidden | TrainingExpired  this role never may, or not until trained again
   * @throws VersionConflict       someone was faster; carries `currentVersion`
   * @throws ActionNotAvailable    the pathway refuses now; carries `reason`
   * @throws ImageryRefused | BadUserInput  every fault of the input at once
   * @throws SharingDecisionRequired
   */
  async takeAction(actor: Actor, name: string, command: Command): Promise<Taken> {
    const calendar = await this.calendars.now();
    return this.transactions.retryingAKeyTakenMeanwhile(actor, async (tx) => {
      const { key, referral, now } = await tx.load(command.idempotencyKey, command.referralId ?? null);
      const hash = inputHash(name, command);
      if (key) return sameCommand(key, hash);
      const pathway = referral && pathways.get(referral.pathway);
      if (!referral || !pathway || !mayKnow(actor, referral)) throw new NotFound();
      const taken = await checkedAction({ actor, name, command, referral, pathway, now, directory: this.directory });
      const before = { stored: referral.stored, context: pathway.contextOf(referral.stored) };
      const event: PathwayEvent = {
        type: name,
        seq: referral.seq + 1,
        at: instantAfter(before.context.at, now),
        entryId: newId(),
        by: eventActor(actor),
        calendar: calendar.version,
        payload: taken.payload,
      };
      const after = pathway.advance(referral.stored, event, calendar);
      const identity = {
        referralId: referral.referralId,
        reference: referral.reference,
        pathway,
        reportedBy: referral.reportedBy,
        createdAt: referral.createdAt,
      };
      const newItems = newItemsOf(taken, identity, event, before.context, after.context, actor, command);
      await this.store(tx, actor, command, hash, {
        identity,
        event,
        before,
        after,
        loaded: referral,
        ...(await keptBySight(tx, referral.referralId, before.context, after)),
        newItems,
        words: wordsOf(taken, after.stored.clocks.find(({ about }) => about === event.entryId)?.dueAt ?? null),
      });
      return takenBy(referral.referralId, event, sectionOf(newItems));
    });
  }

  private async store(
    tx: DoorTransaction,
    actor: Actor,
    command: Command,
    hash: string,
    carried: CarriedChange,
  ): Promise<void> {
    if (relationsOf(carried.after.context, carried.after.context.custodian).length === 0) throw new Internal();
    const { change, disclosedTo } = changeOf(carried);
    await tx.store({
      ...change,
      idempotency_key: [
        {
          actor_id: actor.id,
          key: command.idempotencyKey,
          input_hash: hash,
          referral_id: carried.identity.referralId,
          entry_id: carried.event.entryId,
          at: carried.event.at,
          action: carried.event.type,
          section: sectionOf(carried.newItems),
        },
      ],
      record_entry: recordRows(actor, command, carried, disclosedTo),
    });
  }
}

function sameCommand(key: KeyTaken, hash: string): Taken {
  if (key.input_hash !== hash) throw new IdempotencyKeyReused();
  return { referralId: key.referral_id, entryId: key.entry_id, at: key.at, action: key.action, section: key.section };
}

const takenBy = (referralId: string, event: PathwayEvent, section: string): Taken => ({
  referralId,
  entryId: event.entryId,
  at: event.at,
  action: event.type,
  section,
});
const sectionOf = (items: readonly NewItem[]): string => items[0]?.section ?? 'SUMMARY';

/** What stands already is looked at again only when the event changed who may read it. */
export async function keptBySight(
  tx: DoorTransaction,
  referralId: string,
  before: ReferralContext,
  { context }: Advanced<ReferralContext>,
): Promise<Pick<CarriedChange, 'keptItems' | 'keptRows'>> {
  const changed = sightChanged(before, context);
  if (!changed && JSON.stringify(before.interventions) === JSON.stringify(context.interventions))
    return { keptItems: [], keptRows: null };
  const { items, rows } = await tx.kept(referralId);
  return { keptItems: changed ? items : [], keptRows: rows };
}

/** The database has already said that the agency sees it; here the role must be one that may act. */
function mayKnow(actor: Actor, referral: LoadedReferral): boolean {
  return rolesThatAct(actor) || referral.reportedBy === actor.id;
}
const rolesThatAct = (actor: Actor): boolean => sightOf(actor).sections.length > 0;
