import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { canBreakGlass, OPENED_IN_AN_EMERGENCY } from '../../libs/access/break-glass.js';
import { supervises } from '../../libs/access/supervisors.js';
import { judgeBy } from '../../libs/pathways/common/emergency-judging.js';
import { checkInput } from '../../libs/pathways/field.js';
import { imageryIn } from '../../libs/pathways/imagery.js';
import type { FieldFault, InputClass } from '../../libs/pathways/pathway.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import { AgencyCalendars } from '../clocks/agency-calendars.js';
import { DomainClock } from '../clocks/domain-clock.js';
import { Database } from '../database/database.js';
import { DOMAIN_NOW } from '../database/domain-time.js';
import { named, type Statement } from '../database/statement.js';
import {
  ActionNotAvailable,
  BadUserInput,
  Forbidden,
  type HandrailError,
  IdempotencyKeyReused,
  ImageryRefused,
  NotFound,
} from '../errors/handrail-error.js';
import { consulted } from '../record/record-writer.js';
import { merged } from './checked-action.js';
import { behalfFaults, type Command, inputHash, mustBeAKey, ownFields } from './command.js';
import { cursorOf, keyOf, type Page, type PageAsked, pageOf, pageSought } from './cursor.js';
import { metAnother } from './door-transactions.js';
import { BreakGlass, JudgeEmergencyOpening } from './emergency-inputs.js';
import { EmergencyOpeningRow, type OpeningJson } from './emergency-opening-row.js';
import { newId } from './new-id.js';
import { referenceAsWritten } from './reference.js';
import { ReferralReading } from './referral-reading.js';
import { FIRST_ID, isId } from '../database/ids.js';

/** Named by its id or its reference, it is looked for by both: so either costs the same, there or not. */
const OPEN = named(
  'emergency-open',
  `with sought as materialized (select coalesce(referral_referred($9), $1::uuid) as referral_id),
  answer as materialized (select a.*, s.referral_id from sought s, emergency_open(s.referral_id, $2, $3, $4, $5, $6, $7::text[], $8) a),
  ${consulted('refusal', `(select referral_id from answer where outcome = 'ALREADY') shown`)}
  select outcome, opening from answer`,
);
/** Whoever judges is shown what was opened and why. */
const JUDGE = named(
  'emergency-judge',
  `with answer as materialized (select outcome, opening from emergency_judge($1, $2, $3, $4, $5)),
  ${consulted(
    'judgeEmergencyOpening',
    `(select (opening ->> 'referral_id')::uuid as referral_id from answer where outcome = 'DONE' and opening ->> 'referral_id' is not null) shown`,
    { purpose: 'oversight' },
  )}
  select outcome, opening from answer`,
);
/** Who sees that it is there and is refused: the record has it before them. */
const PART = named(
  'emergency-part',
  `with shown as (select referral_id from participation
    where agency_id = $1 and referral_id = (select coalesce(referral_referred($3), $2::uuid))),
  ${consulted('refusal', 'shown')}
  select 1 as there from shown`,
);
/** Every agency in whose list it is, which row security says again: whose people opened it, who held the risk, and to whom that passed on. */
const LISTED_BY = ['agency_id', 'custodian_id', 'later_custodian_id'];
const SEEN = named(
  'emergency-seen',
  `with shown as (select o.referral_id from emergency_opening o where (${LISTED_BY.map((column) => `o.${column} = $1`).join(' or ')}) and o.id = $2),
  ${consulted('refusal', 'shown', { purpose: 'oversight' })}
  select 1 as there from shown`,
);
/** In order of creation: for each way into the list a range as long as the page, and one that comes in two ways once. */
const listed = (name: string, which: string): Statement =>
  named(
    name,
    `with page as materialized (
    select distinct on (o.id) o.* from (
      ${LISTED_BY.map(
        (column) =>
          `(select o.* from emergency_opening o where o.${column} = $1 and o.id > $2${which} order by o.id limit $3)`,
      ).join(' union all ')}
    ) o order by o.id limit $3
  ), ${consulted('emergencyOpenings', '(select referral_id from page order by id limit $3 - 1) shown')}
  select to_jsonb(page) as opening, ${DOMAIN_NOW} as now from page order by page.id`,
  );
const ALL_LISTED = listed('emergency-openings', '');
/** Those that wait lie by themselves, however many were judged. */
export const WAITING_LISTED = listed('emergency-openings-waiting', ' and o.judged_at is null');
const JUDGED_LISTED = listed('emergency-openings-judged', ' and o.judged_at is not null');
const listedWhere = (judged: boolean | null): Statement => {
  if (judged === null) return ALL_LISTED;
  return judged ? JUDGED_LISTED : WAITING_LISTED;
};

interface Answer {
  outcome: 'DONE' | 'NONE' | 'OWN' | 'ALREADY' | 'KEY_REUSED';
  opening: OpeningJson | null;
}
const NOT_JUDGED: { [outcome in Answer['outcome']]?: () => HandrailError } = {
  NONE: () => new Forbidden('Supervisors of the agency that held the risk judge this, not you.'),
  OWN: () => new ActionNotAvailable('Nobody judges what they opened themselves.'),
  ALREADY: () => new ActionNotAvailable('This has been judged.'),
};
export type OpeningPage = Page<EmergencyOpeningRow>;

/** One with the domain's time at which it was read. */
interface OpeningNow {
  opening: OpeningJson;
  now: Date;
}

/** Referrals that somebody without a part in them opens in an emergency, and what supervisors judge of that. */
@Injectable()
export class EmergencyOpenings {
  constructor(
    private readonly database: Database,
    private readonly directory: AgencyDirectory,
    private readonly calendars: AgencyCalendars,
    private readonly clock: DomainClock,
    private readonly reading: ReferralReading,
  ) {}

  /**
   * Opens a referral of the caller's agency to the caller, for an hour of the domain's time, and tells who supervises.
   * @throws BadUserInput        before all else: without a reason nobody learns whether a referral is there
   * @throws NotFound            the caller's agency has no part in it; or the caller neither sees it nor may break glass
   * @throws Forbidden           the caller's role reads it, or is one that never breaks glass
   * @throws ActionNotAvailable  the caller opened it before, and that is open, or has not been judged and is not overdue
   */
  async breakGlass(actor: Actor, command: Command): Promise<EmergencyOpeningRow> {
    const { input, now } = await this.checked(actor, command, BreakGlass, namedOnce(command));
    const [referralId, reference] = [idIn(command.referralId), referenceAsWritten(command.reference)];
    if (!canBreakGlass(actor)) throw await this.refusalOf(actor, new Forbidden(), PART, [referralId, reference]);
    const answer = await this.answer(actor, OPEN, [
      referralId,
      newId(),
      command.idempotencyKey,
      inputHash('breakGlass', command),
      input.emergency,
      input.reason,
      OPENED_IN_AN_EMERGENCY,
      JSON.stringify(supervises),
      reference,
    ]);
    if (answer.outcome === 'ALREADY')
      throw new ActionNotAvailable(
        'You opened this before: it is open still, or has not been judged yet. Call a supervisor.',
      );
    return this.done(actor, answer, now);
  }

  /**
   * @throws NotFound            the caller sees no such opening
   * @throws Forbidden           it is in the caller's list, and not theirs to judge
   * @throws ActionNotAvailable  the caller opened it, or it has been judged
   */
  async judge(actor: Actor, command: Command): Promise<EmergencyOpeningRow> {
    const { input, now } = await this.checked(actor, command, JudgeEmergencyOpening);
    const openingId = idIn(command.openingId);
    const answer = await this.answer(actor, JUDGE, [
      openingId,
      command.idempotencyKey,
      inputHash('judgeEmergencyOpening', command),
      input.justified,
      input.judgement,
    ]);
    const refusal = NOT_JUDGED[answer.outcome]?.();
    if (refusal) throw await this.refusalOf(actor, refusal, SEEN, [openingId]);
    return this.done(actor, answer, now);
  }

  /** What the caller supervises, oldest first. */
  async page(actor: Actor, judged: boolean | null, asked: PageAsked): Promise<OpeningPage> {
    const { size, after } = pageSought(asked);
    const from = after === null ? FIRST_ID : keyOf(after, 'emergencyOpenings', ['id'])[0];
    await this.directory.fresh();
    const values = [actor.agency.id, from, size + 1];
    const rows = await this.database.rows<OpeningNow & Record<string, unknown>>(actor, listedWhere(judged), values);
    const shown = await this.rowsOf(actor, rows.slice(0, size));
    const edges = shown.map((node) => ({ cursor: cursorOf('emergencyOpenings', node.id), node }));
    return pageOf(edges, rows.length > size, after);
  }

  private async checked(
    actor: Actor,
    command: Command,
    shape: InputClass,
    more: readonly FieldFault[] = [],
  ): Promise<{ input: Record<string, unknown>; now: string }> {
    mustBeAKey(command);
    const { referralId: _referral, openingId: _opening, ...input } = ownFields(command);
    if (imageryIn({ ...input, onBehalfOf: command.onBehalfOf })) throw new ImageryRefused();
    const now = await this.clock.now();
    const faults = merged([...behalfFaults(actor, command), ...more, ...checkInput(shape, input, { now })]);
    if (faults.length > 0) throw new BadUserInput(faults);
    return { input, now };
  }

  /** Who sees what they named is told why not; nobody else learns that it is there. */
  private async refusalOf(
    actor: Actor,
    refusal: HandrailError,
    seen: Statement,
    sought: string[],
  ): Promise<HandrailError> {
    const rows = await this.database.rows(actor, seen, [actor.agency.id, ...sought]);
    return rows.length > 0 ? refusal : new NotFound();
  }

  private async answer(actor: Actor, statement: Statement, values: unknown[]): Promise<Answer> {
    await this.directory.fresh();
    const once = (): Promise<(Answer & Record<string, unknown>)[]> => this.database.rows(actor, statement, values);
    const [answer] = await once().catch((error: unknown) => {
      if (!metAnother(error)) throw error;
      return once();
    });
    if (!answer) throw new Error('The door answered nothing');
    return answer;
  }

  private async done(actor: Actor, { outcome, opening }: Answer, now: string): Promise<EmergencyOpeningRow> {
    if (outcome === 'KEY_REUSED') throw new IdempotencyKeyReused();
    // Judged before, by the same key, and shut to them since: nothing is there any more.
    const [row] =
      outcome === 'DONE' && opening?.referral_id ? await this.rowsOf(actor, [{ opening, now: new Date(now) }]) : [];
    if (!row) throw new NotFound();
    return row;
  }

  /** The referrals behind them are read when they are asked for, all at once. */
  private async rowsOf(actor: Actor, openings: readonly OpeningNow[]): Promise<EmergencyOpeningRow[]> {
    const calendar = await this.calendars.now();
    const referrals = this.reading.some(
      actor,
      openings.map(({ opening }) => opening.referral_id),
    );
    return openings.map(({ opening, now }) => {
      const by = new Date(judgeBy(new Date(opening.opened_at).toISOString(), calendar));
      return new EmergencyOpeningRow(opening, this.directory.known(opening.agency_id), { by, now }, referrals);
    });
  }
}

/** Something that names it twice could name two. */
const namedOnce = ({ referralId, reference }: Command): FieldFault[] =>
  ((referralId ?? null) === null) !== ((reference ?? null) === null)
    ? []
    : [{ path: 'reference', messages: ['Give the referral’s id or its reference: one of the two.'] }];
const idIn = (given: unknown): string => (isId(given) ? given : FIRST_ID);
