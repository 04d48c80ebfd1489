import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { sightOf } from '../../libs/access/sight.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import { DomainClock } from '../clocks/domain-clock.js';
import { Database } from '../database/database.js';
import { BadUserInput } from '../errors/handrail-error.js';
import { cursorOf, keyOf, type Page, type PageAsked, pageOf, pageSought } from './cursor.js';
import { keptAsOneOf } from './kept-states.js';
import { PageDetails } from './page-details.js';
import {
  commandAnswer,
  type EntryAsked,
  ONE_BY_REFERENCE,
  ONE_REFERRAL,
  REPORTED_PAGE,
  SOME_REFERRALS,
  worklistPage,
} from './reading-statements.js';
import type { AnsweringLook, Taken } from './referral-door.js';
import { referenceAsWritten } from './reference.js';
import { type ReferralJson, ReferralRow } from './referral-row.js';
import { type EntryJson, entryOf, type TimelineEntryRow } from './timeline.js';
import { BEFORE_ALL, isId, NO_ID } from '../database/ids.js';

export interface WorklistFilter {
  pathway?: string | null;
  state?: string | null;
  overdue?: boolean | null;
  holder?: string | null;
  reference?: string | null;
  waitingForUs?: boolean | null;
  allocatedToMe?: boolean | null;
}
/** What an accepted command answers. */
export interface ActionOutcome {
  referral: ReferralRow | null;
  entry: TimelineEntryRow;
}
/** Which parts of it: what is not asked for is not looked at. */
export interface OutcomeAsked {
  referral: boolean;
  narrative: boolean;
  entry: EntryAsked;
}
export type ReferralPage = Page<ReferralRow>;

/** What leaves the house: each answer is one statement, which also writes the record of the look. */
@Injectable()
export class ReferralReading {
  constructor(
    private readonly database: Database,
    private readonly directory: AgencyDirectory,
    private readonly clock: DomainClock,
  ) {}

  /** By its id, or by its reference as somebody wrote it down. Null when there is none for the caller: absent and hidden look alike. */
  async referral(actor: Actor, id: string, narrative: boolean): Promise<ReferralRow | null> {
    await this.directory.fresh();
    const reference = referenceAsWritten(id);
    const [statement, sought] =
      reference === '' ? [ONE_REFERRAL, isId(id) ? id : NO_ID] : [ONE_BY_REFERENCE, reference];
    return this.one(
      actor,
      await this.database.rows<ReferralJson>(actor, statement, [actor.agency.id, sought, narrative]),
    );
  }

  /** What answers a command: of the referral and the entry that it made, what was asked for and the caller may see now. */
  outcome(actor: Actor, taken: Taken, asked: OutcomeAsked): AnsweringLook<ActionOutcome> {
    return {
      asked: commandAnswer(actor.agency.id, taken, asked),
      answer: (rows) => {
        const [row] = rows as (ReferralJson & { entry: EntryJson | null })[];
        const entry = row?.entry && { ...row.entry, at: new Date(row.entry.at) };
        const page = this.details(actor, [taken.referralId]);
        return {
          referral: row?.referral_id ? this.rowOf(actor, row, page) : null,
          entry: this.entry(actor, taken, entry ?? undefined, page),
        };
      },
    };
  }

  /** Those of some referrals that the caller sees, by id: one statement, however many they are and however often it is asked. */
  some(actor: Actor, ids: readonly string[]): (narrative: boolean) => Promise<Map<string, ReferralRow>> {
    const asked = new Map<boolean, Promise<Map<string, ReferralRow>>>();
    return (narrative) => {
      const read = asked.get(narrative) ?? this.read(actor, [...new Set(ids)], narrative);
      asked.set(narrative, read);
      return read;
    };
  }
  private async read(actor: Actor, ids: readonly string[], narrative: boolean): Promise<Map<string, ReferralRow>> {
    await this.directory.fresh();
    const rows = await this.database.rows<ReferralJson>(actor, SOME_REFERRALS, [actor.agency.id, ids, narrative]);
    const page = this.page(actor, rows);
    return new Map(rows.map((row) => [row.referral_id, this.rowOf(actor, row, page)]));
  }

  /** The agency's open work, earliest deadline first; for whoever reads no section, what they reported. */
  async worklist(
    actor: Actor,
    filter: WorklistFilter | null,
    asked: PageAsked,
    narrative: boolean,
  ): Promise<ReferralPage> {
    mustBeText(filter);
    const { size, after } = pageSought(asked);
    const mayAct = sightOf(actor).sections.length > 0;
    const listed = mayAct ? 'worklist' : 'reported';
    const key = after === null ? BEFORE_ALL : keyOf(after, listed, ['instant', 'id']);
    await this.directory.fresh();
    const rows = await (mayAct
      ? this.work(actor, filter, key, size, narrative)
      : this.reported(actor, filter, key, size, narrative));
    const shown = rows.slice(0, size);
    const page = this.page(actor, shown);
    const edges = shown.map((row) => ({
      cursor: cursorOf(listed, row.reported_at ?? row.next_deadline_at, row.referral_id),
      node: this.rowOf(actor, row, page),
    }));
    return pageOf(edges, rows.length > size, after);
  }

  private async work(
    actor: Actor,
    filter: WorklistFilter | null,
    key: readonly [string, string],
    size: number,
    narrative: boolean,
  ): Promise<ReferralJson[]> {
    const { sections } = sightOf(actor);
    const { statement, values } = worklistPage(actor.agency.id, key, size + 1, narrative, {
      pathway: filter?.pathway ?? null,
      states: typeof filter?.state === 'string' ? keptAsOneOf(filter.state, sections) : null,
      overdue: typeof filter?.overdue === 'boolean' ? { is: filter.overdue, by: await this.clock.now() } : null,
      custodian: await this.holder(filter),
      reference: soughtReference(filter),
      waitingForUs: filter?.waitingForUs ?? null,
      allocatedTo: typeof filter?.allocatedToMe === 'boolean' ? { is: filter.allocatedToMe, person: actor.id } : null,
    });
    return this.database.rows<ReferralJson>(actor, statement, values);
  }

  /** For whoever reported it no state is active, no deadline runs, nothing waits and nothing is theirs to do: what is hidden is not found by a filter either. */
  private async reported(
    actor: Actor,
    filter: WorklistFilter | null,
    [reportedAt, id]: readonly [string, string],
    size: number,
    narrative: boolean,
  ): Promise<ReferralJson[]> {
    return this.database.rows<ReferralJson>(actor, REPORTED_PAGE, [
      actor.agency.id,
      actor.id,
      reportedAt,
      id,
      size + 1,
      filter?.pathway ?? null,
      await this.holder(filter),
      soughtReference(filter),
      typeof filter?.state === 'string' ||
        [filter?.overdue, filter?.waitingForUs, filter?.allocatedToMe].includes(true),
      narrative,
    ]);
  }

  private one(actor: Actor, rows: ReferralJson[]): ReferralRow | null {
    const [row] = rows;
    return row ? this.rowOf(actor, row, this.page(actor, rows)) : null;
  }

  /** The entry that a command made: as its author may read it, or, where the action ended their sight, that it was made. */
  private entry(actor: Actor, taken: Taken, row: EntryJson | undefined, page: PageDetails): TimelineEntryRow {
    const receipt: EntryJson = {
      referral_id: taken.referralId,
      id: taken.entryId,
      at: new Date(taken.at),
      action: taken.action,
      agency_id: actor.agency.id,
      actor_name: actor.name,
      on_behalf_of: actor.onBehalfOf ?? null,
      other_end: null,
      custodian_id: null,
      section: taken.section,
      audience: 'ORDINARY',
      values: null,
    };
    return entryOf(
      row ?? receipt,
      actor.agency.id,
      (agency) => this.directory.known(agency),
      (entryId) => page.conditionsOfEntry(taken.referralId, entryId),
    );
  }

  private async holder(filter: WorklistFilter | null): Promise<string | null> {
    if (typeof filter?.holder !== 'string') return null;
    return (await this.directory.byKeyOrId(filter.holder))?.id ?? NO_ID;
  }

  private page(actor: Actor, rows: readonly ReferralJson[]): PageDetails {
    return this.details(
      actor,
      rows.map((row) => row.referral_id),
    );
  }
  private details(actor: Actor, ids: readonly string[]): PageDetails {
    return new PageDetails(this.database, this.directory, actor, ids);
  }

  private rowOf(actor: Actor, row: ReferralJson, page: PageDetails): ReferralRow {
    return new ReferralRow(row, actor, (agency) => this.directory.known(agency), page);
  }
}

/** Of what could be no reference, one that no referral has. */
const soughtReference = (filter: WorklistFilter | null): string | null =>
  filter?.reference == null ? null : referenceAsWritten(filter.reference);

/** @throws BadUserInput for a sign that the database has not, so that nothing could match it */
function mustBeText(filter: WorklistFilter | null): void {
  const faults = Object.entries(filter ?? {})
    .filter(([, sought]) => typeof sought === 'string' && sought.includes('\u0000'))
    .map(([name]) => ({ path: `filter.${name}`, messages: ['This has a sign that no text has.'] }));
  if (faults.length > 0) throw new BadUserInput(faults);
}
