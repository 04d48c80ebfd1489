import { Injectable } from '@nestjs/common';
import { sectionsFor } from '../../libs/access/policy.js';
import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { mayAccept } from '../../libs/pathways/common/who-may.js';
import type { PersonOfAgency } from '../../libs/pathways/pathway.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import type { Agency } from './agency.js';

const AGENCIES = named('agencies', 'select id, key, name, kind, active from agency order by id');
const ROLES = named(
  'agency-roles',
  `select agency_id, array_agg(distinct role) as roles from (
     select p.agency_id, r.role from person p join person_role r on r.person_id = p.id where p.active
     union all select m.agency_id, m.role from machine_client m where m.active) held group by agency_id`,
);
const COLLEAGUES = named(
  'colleagues',
  `select p.id, p.email, array_agg(r.role) as roles,
     training_of(p.id) = 'CURRENT' as trained,
     coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'key', s.key, 'name', s.name) order by s.key)
       from person_service m join service s on s.id = m.service_id and s.agency_id = p.agency_id where m.person_id = p.id and s.active), '[]') as services
   from person p join person_role r on r.person_id = p.id
   where p.agency_id = $1 and p.active group by p.id, p.email order by p.email`,
);
/** Agencies change rarely; what is kept in memory is at most this old. */
const FRESH_FOR_MS = 10_000;

interface Known {
  readAt: number;
  /** All that there ever were: what an agency did and was given goes on naming it. */
  byId: Map<string, Agency>;
  byKey: Map<string, Agency>;
  /** Of those that work alone. */
  doors: Record<string, { kind: AgencyKind; canAccept: boolean }>;
}

/** Which agencies there are, and who of an agency may act. */
@Injectable()
export class AgencyDirectory {
  private agencies: Known | undefined;
  private reading: Promise<Known> | undefined;

  constructor(private readonly database: Database) {}

  /** Agencies that work, in order of creation, after the one whose id is given. */
  async page(first: number, afterId: string | null): Promise<Agency[]> {
    const { byId, doors } = await this.fresh();
    return [...byId.values()].filter(({ id }) => id in doors && (afterId === null || id > afterId)).slice(0, first);
  }

  /** An agency that works. */
  async byKeyOrId(keyOrId: string): Promise<Agency | undefined> {
    const { byKey, byId, doors } = await this.fresh();
    const agency = byKey.get(keyOrId) ?? byId.get(keyOrId.toLowerCase());
    return agency && agency.id in doors ? agency : undefined;
  }

  /** For each agency that works its kind, and whether somebody there may accept a hand-off or invitation. */
  async kindsAndDoors(): Promise<Known['doors']> {
    return (await this.fresh()).doors;
  }

  /** An agency that a row names; read before any row could name it. */
  known(id: string): Agency {
    const agency = this.agencies?.byId.get(id);
    if (agency) return agency;
    // Another process may have read it first, and given it work in the same moment: whoever asks next reads anew.
    if (this.agencies) this.agencies = { ...this.agencies, readAt: -Infinity };
    throw new Error('An agency is named that is not in the directory');
  }

  /** Keeps what `known` answers from; called before an answer is put together. */
  async fresh(): Promise<Known> {
    const kept = this.agencies;
    if (kept && performance.now() - kept.readAt < FRESH_FOR_MS) return kept;
    // Read once for everybody who asks meanwhile.
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<Known> {
    const [rows, held] = await Promise.all([
      this.database.referenceRows<Agency & { active: boolean }>(AGENCIES, []),
      this.database.referenceRows<{ agency_id: string; roles: Role[] }>(ROLES, []),
    ]);
    const rolesOf = new Map(held.map(({ agency_id, roles }) => [agency_id, roles]));
    const agencies = rows.map(({ active: _, ...agency }): Agency => agency);
    const working = rows.filter(({ active }) => active);
    const doors = working.map(({ id, kind }): [string, { kind: AgencyKind; canAccept: boolean }] => [
      id,
      { kind, canAccept: mayAccept(kind, rolesOf.get(id) ?? []) },
    ]);
    this.agencies = {
      readAt: performance.now(),
      byId: new Map(agencies.map((agency) => [agency.id, agency])),
      byKey: new Map(agencies.map((agency) => [agency.key, agency])),
      doors: Object.fromEntries(doors),
    };
    return this.agencies;
  }

  /** Who acts for the agency, in whatever role. */
  async people(agencyId: string): Promise<PersonOfAgency[]> {
    const { byId } = await this.fresh();
    const kind = byId.get(agencyId)?.kind;
    const rows = await this.database.referenceRows<Omit<PersonOfAgency, 'mayAct'>>(COLLEAGUES, [agencyId]);
    return rows.map((row) => ({ ...row, mayAct: kind !== undefined && sectionsFor(kind, row.roles).length > 0 }));
  }
}
