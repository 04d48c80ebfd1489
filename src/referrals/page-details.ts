import { setImmediate } from 'node:timers/promises';
import type { Actor } from '../../libs/access/actor.js';
import { readerOf } from '../../libs/access/reading.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import type { AgencyDirectory } from '../agencies/agency-directory.js';
import type { Database } from '../database/database.js';
import { TRAINED } from '../database/actor-settings.js';
import { named } from '../database/statement.js';
import { type ActionOffered, actionsOffered } from './available-actions.js';
import { consulted } from '../record/record-writer.js';
import { CONDITIONS, type ConditionSeen, type ConditionsJson, ConditionsOfReferral } from './conditions-read.js';
import { cursorOf, ENTRIES_A_PAGE, keyOf, type PageAsked, pageOf, pageSought } from './cursor.js';
import { type DetailJson, type DetailKind, detailOf, type DetailRow, NO_DETAILS } from './detail-rows.js';
import { type DisclosureJson, disclosureOf, DISCLOSURES, type DisclosureSeen } from './disclosures-read.js';
import { DETAILS, TIMELINE_PAGES } from './reading-statements.js';
import { type EntryJson, entryOf, type TimelinePage } from './timeline.js';
import { BEFORE_ALL } from '../database/ids.js';

/** What decides what can be done: it does not leave, but why something cannot be done now tells of it. */
const STATES = named(
  'pathway-states',
  `with states as materialized (select referral_id, stored, (select domain_today())::text as today, ${TRAINED} as trained from door_state($1, $2)),
  ${consulted('available actions', 'states')}
  select states.* from states`,
);
interface StateRow {
  referral_id: string;
  stored: StoredReferral;
  today: string;
  trained: boolean;
}

/**
 * What hangs on the referrals of one answer, each kind read once for the whole page and only when it is asked for. The cost of a
 * page is a number of statements, never a number of rows.
 */
export class PageDetails {
  private readonly asked = new Map<string, Promise<Map<string, unknown>>>();
  private readonly kindsAsked = new Set<DetailKind>();
  private detailsRead = 0;

  constructor(
    private readonly database: Database,
    private readonly directory: AgencyDirectory,
    private readonly actor: Actor,
    private readonly ids: readonly string[],
  ) {}

  async details(id: string, kind: DetailKind): Promise<DetailRow> {
    this.kindsAsked.add(kind);
    const all = await this.once(`details ${this.detailsRead}`, async () => {
      // One statement for all kinds that one answer asks for, and for no other: a look is recorded as what it was.
      await setImmediate();
      const kinds = [...this.kindsAsked];
      this.kindsAsked.clear();
      this.detailsRead += 1;
      const rows = await this.database.rows<DetailJson>(this.actor, DETAILS, [this.actor.agency.id, this.ids, kinds]);
      return new Map(rows.map((row) => [row.referral_id, this.detailOf(row)]));
    });
    return all.get(id) ?? NO_DETAILS;
  }

  /** Who has what of one referral, or, where persons are asked for, of each of them. */
  async disclosures(id: string, partyId: string | null): Promise<DisclosureSeen[]> {
    const all = await this.once(partyId === null ? 'disclosures' : 'disclosures of persons', async () => {
      const rows = await this.database.rows<DisclosureJson>(this.actor, DISCLOSURES, [
        this.actor.agency.id,
        this.ids,
        partyId !== null,
      ]);
      return new Map(this.ids.map((referral) => [referral, rows.filter((row) => row.referral_id === referral)]));
    });
    const rows = (all.get(id) ?? []).filter((row) => row.party_id === partyId);
    return rows.map((row) => disclosureOf(row, (agency) => this.directory.known(agency)));
  }

  /** What the caller's agency has only under a condition, as far as the caller reads it. */
  async conditions(id: string): Promise<ConditionsOfReferral> {
    const all = await this.once('conditions', async () => {
      const rows = await this.database.rows<ConditionsJson>(this.actor, CONDITIONS, [this.actor.agency.id, this.ids]);
      const reader = readerOf(this.actor);
      const of = (row: ConditionsJson): ConditionsOfReferral =>
        ConditionsOfReferral.of(row, reader, (agency) => this.directory.known(agency));
      return new Map(rows.map((row) => [row.referral_id, of(row)]));
    });
    return all.get(id) ?? ConditionsOfReferral.none;
  }
  conditionsOfEntry(id: string, entryId: string): Promise<readonly ConditionSeen[]> {
    return this.conditions(id).then((conditions) => conditions.ofEntry(entryId));
  }

  async availableActions(id: string): Promise<ActionOffered[]> {
    const all = await this.once('actions', async () => {
      const rows = await this.database.rows<StateRow>(this.actor, STATES, [this.actor.agency.id, this.ids]);
      const people = await this.directory.people(this.actor.agency.id);
      return new Map(
        rows.map(({ referral_id, stored, today, trained }) => [
          referral_id,
          actionsOffered(stored, this.actor, { people, today, trained }),
        ]),
      );
    });
    return all.get(id) ?? [];
  }

  async timeline(id: string, asked: PageAsked): Promise<TimelinePage> {
    const { size, after } = pageSought(asked, ENTRIES_A_PAGE);
    const [at, entry] = after === null ? BEFORE_ALL : keyOf(after, 'timeline', ['instant', 'id'], id);
    const all = await this.once(`timeline ${size} ${at} ${entry}`, async () => {
      const rows = await this.database.rows<EntryJson>(this.actor, TIMELINE_PAGES, [
        this.actor.agency.id,
        this.ids,
        at,
        entry,
        size + 1,
      ]);
      return new Map(this.ids.map((referral) => [referral, rows.filter((row) => row.referral_id === referral)]));
    });
    const rows = all.get(id) ?? [];
    const edges = rows.slice(0, size).map((row) => ({
      cursor: cursorOf('timeline', row.at.toISOString(), row.id, id),
      node: entryOf(
        row,
        this.actor.agency.id,
        (agency) => this.directory.known(agency),
        (entryId) => this.conditionsOfEntry(id, entryId),
      ),
    }));
    return pageOf(edges, rows.length > size, after);
  }

  private detailOf(row: DetailJson): DetailRow {
    const disclosedOf = (partyId: string): Promise<DisclosureSeen[]> => this.disclosures(row.referral_id, partyId);
    return detailOf(row, (agency) => this.directory.known(agency), disclosedOf);
  }

  private once<T>(what: string, read: () => Promise<Map<string, T>>): Promise<Map<string, T>> {
    const asked = (this.asked.get(what) as Promise<Map<string, T>> | undefined) ?? read();
    this.asked.set(what, asked);
    return asked;
  }
}
