import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { isBarred } from '../../libs/access/barred.js';
import { canBreakGlass } from '../../libs/access/break-glass.js';
import { relationsOf } from '../../libs/access/standing.js';
import { pathways } from '../../libs/pathways/index.js';
import type { Pathway } from '../../libs/pathways/pathway.js';
import type { PathwayEvent } from '../../libs/pathways/referral-context.js';
import { AgencyCalendars } from '../clocks/agency-calendars.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import type { QueryResultRow } from 'pg';
import type { AskedStatement } from '../database/batch.js';
import { DoorTransactions, type DoorTransaction, type KeyTaken } from './door-transactions.js';
import {
  HandrailError,
  IdempotencyKeyReused,
  Internal,
  NotFound,
  OpenInEmergencyOnly,
} from '../errors/handrail-error.js';
import { type CarriedChange, changeOf, keptAsFarAsNeeded } from './carried-change.js';
import { dueOf } from './deadline-rows.js';
import { checkedAction } from './checked-action.js';
import { type Command, eventActor, inputHash, mustBeAKey } from './command.js';
import { instantAfter } from './event-instant.js';
import { newId } from './new-id.js';
import { newItemsOf, wordsOf } from './what-was-said.js';
import { recordRows } from './record-rows.js';
import { readerOf } from '../../libs/access/reading.js';
import { readsRow } from '../../libs/access/row-rules.js';
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

/** What a command answers with, looked at in the transaction that carries it out. */
export interface AnsweringLook<Answer> {
  asked: AskedStatement;
  answer(rows: QueryResultRow[]): Answer;
}
type LooksAt<Answer> = (taken: Taken) => AnsweringLook<Answer>;

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
  async submit<Answer>(actor: Actor, command: Command, looksAt: LooksAt<Answer>): Promise<Answer> {
    mustBeAKey(command);
    const calendar = await this.calendars.now();
    return this.transactions.retryingWhatMetAnother(actor, async (tx) => {
      const { key, now, trained } = await tx.load(command.idempotencyKey, null);
      const hash = inputHash('submitReferral', command);
      if (key) return doneBefore(tx, key, hash, looksAt);
      const submission = checkedSubmission(actor, command, { now, trained });
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
      };
      return this.store(tx, actor, command, hash, looksAt, {
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
    });
  }

  /**
   * One action on a referral.
   * @throws IdempotencyKeyReused  the key was used for something else
   * @throws NotFound              none for this caller: absent and hidden look alike
   * @throws OpenInEmergencyOnly   it is read in an emergency, and not changed
   * @throws Forbidden | TrainingExpired  this role never may, or not until trained again
   * @throws VersionConflict       someone was faster; carries `currentVersion`
   * @throws ActionNotAvailable    the pathway refuses now, or what was chosen would leave nobody; carries `reason`
   * @throws ImageryRefused | BadUserInput  every fault of the input at once
   * @throws SharingDecisionRequired
   */
  async takeAction<Answer>(actor: Actor, name: string, command: Command, looksAt: LooksAt<Answer>): Promise<Answer> {
    mustBeAKey(command);
    const calendar = await this.calendars.now();
    return this.transactions.retryingWhatMetAnother(actor, async (tx) => {
      const { key, referral, now, trained } = await tx.load(command.idempotencyKey, command.referralId ?? null);
      const hash = inputHash(name, command);
      if (key) return doneBefore(tx, key, hash, looksAt);
      const pathway = referral && pathways.get(referral.pathway);
      if (!referral || !pathway || isShut(actor, referral, pathway)) throw new NotFound();
      if (!mayKnow(actor, referral, pathway)) {
        // They see it, so that it is their role that may not: asked of those only who may break glass.
        throw canBreakGlass(actor) && (await tx.opened(referral.referralId))
          ? new OpenInEmergencyOnly()
          : new NotFound();
      }
      const asked = { actor, name, command, referral, pathway, now, trained, directory: this.directory };
      const taken = await checkedAction(asked).catch(async (refusal: unknown) => {
        if (refusal instanceof HandrailError) await tx.refused(referral);
        throw refusal;
      });
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
      };
      const kept = await keptAsFarAsNeeded(before.context, after.context, () => tx.kept(referral));
      const newItems = newItemsOf(taken, event, before.context, after.context, kept.keptItems);
      return this.store(tx, actor, command, hash, looksAt, {
        identity,
        event,
        before,
        after,
        loaded: referral,
        ...kept,
        newItems,
        words: wordsOf(taken, dueOf(event.entryId, after.stored.clocks)),
      });
    });
  }

  private async store<Answer>(
    tx: DoorTransaction,
    actor: Actor,
    command: Command,
    hash: string,
    looksAt: LooksAt<Answer>,
    carried: CarriedChange,
  ): Promise<Answer> {
    if (relationsOf(carried.after.context, carried.after.context.custodian).length === 0) throw new Internal();
    const { change, passedOn } = changeOf(carried);
    const taken = takenBy(carried);
    const look = looksAt(taken);
    const rows = await tx.store(
      { ...change, rows: { ...change.rows, record: recordRows(carried, passedOn) } },
      { key: command.idempotencyKey, inputHash: hash, section: taken.section },
      look.asked,
    );
    return look.answer(rows);
  }
}

async function doneBefore<Answer>(
  tx: DoorTransaction,
  key: KeyTaken,
  hash: string,
  looksAt: LooksAt<Answer>,
): Promise<Answer> {
  if (key.input_hash !== hash) throw new IdempotencyKeyReused();
  const { referral_id: referralId, entry_id: entryId, at, action, section } = key;
  const look = looksAt({ referralId, entryId, at, action, section });
  return look.answer(await tx.look(look.asked));
}

const takenBy = ({ identity: { referralId }, event, newItems }: CarriedChange): Taken => ({
  referralId,
  entryId: event.entryId,
  at: event.at,
  action: event.type,
  section: newItems[0]?.section ?? 'SUMMARY',
});

/** Asked again under the lock, of what is stored: it may have been restricted since the transaction began. */
const isShut = (actor: Actor, { stored }: LoadedReferral, pathway: Pathway): boolean =>
  isBarred(pathway.contextOf(stored), { id: actor.id, agencyId: actor.agency.id });
/** The database has already said that the agency sees it; here the person must be one who learns of it. */
function mayKnow(actor: Actor, { reportedBy: reported_by, stored }: LoadedReferral, pathway: Pathway): boolean {
  const { status } = pathway.contextOf(stored);
  const part = { agency_id: actor.agency.id, seen: true, status, reported_by };
  return readsRow('participation', part, readerOf(actor, { barred: [] }));
}
