import { conditionsOn } from '../../libs/access/audience.js';
import { OPENED_IN_AN_EMERGENCY } from '../../libs/access/break-glass.js';
import type { Reader } from '../../libs/access/reading.js';
import { isForUs } from '../../libs/access/row-condition.js';
import { Section } from '../../libs/access/vocabulary.js';
import { pathways } from '../../libs/pathways/index.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import type { DecisionToShare } from '../../libs/pathways/referral-context.js';
import type { Agency } from '../agencies/agency.js';
import { named } from '../database/statement.js';
import { consulted } from '../record/record-writer.js';
import { itemOf, thingsOnce } from './item-readers.js';
import type { KeptItem } from './stored-rows.js';

/** That something of a section is shared on only when its originator agrees. */
export interface ConditionSeen {
  section: string;
  originator: Agency;
  conditions: string;
}
export interface ConditionsJson {
  referral_id: string;
  /** By the caller, in an emergency. */
  opened: boolean | null;
  conditions: { id: string; originator: string; conditions: string }[] | null;
  /** Null where no condition is the caller's to read: then there is nothing under one. */
  stored: StoredReferral | null;
  items: KeptItem[] | null;
}

/**
 * The conditions that the caller may read of some referrals; and only where there are any, what the rule is asked about: the pathway's
 * state and what stands, as the door keeps them.
 */
export const CONDITIONS = named(
  'handling-conditions',
  `with page as materialized (
    select p.referral_id, p.referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]) as opened,
      (select jsonb_agg(jsonb_build_object('id', h.id, 'originator', h.originator, 'conditions', h.conditions) order by h.seq, h.id)
        from handling_condition h where h.referral_id = p.referral_id) as conditions
    from participation p where p.agency_id = $1 and p.referral_id = any ($2::uuid[])
  ), bound as materialized (
    select * from page where conditions is not null
  ), ${consulted('handling conditions', 'bound')}
  select bound.*, s.stored, door_items(bound.referral_id) as items
  from bound join door_state($1, (select array_agg(referral_id) from bound)) s on s.referral_id = bound.referral_id`,
);

/** Something of a section that stands under a decision's condition. */
export type UnderCondition = readonly [section: Section, decision: Pick<DecisionToShare, 'id'>];

/** What one agency has only under a condition: of each section, and of each entry. */
export class ConditionsOfReferral {
  static readonly none = new ConditionsOfReferral([], new Map(), () => []);
  private constructor(
    readonly bySection: readonly ConditionSeen[],
    private readonly entries: ReadonlyMap<string, readonly ConditionSeen[]>,
    /** Each once, in the order of the sections and of the decisions. */
    readonly among: (under: readonly UnderCondition[]) => readonly ConditionSeen[],
  ) {}

  /** As far as the caller's roles, or an emergency, let it be read. */
  static of(
    { opened, conditions, stored, items }: ConditionsJson,
    reader: Reader,
    agency: (id: string) => Agency,
  ): ConditionsOfReferral {
    const sections = opened ? OPENED_IN_AN_EMERGENCY : reader.sections;
    const context = stored && pathways.get(stored.pathway)?.contextOf(stored);
    if (!context || !conditions || !items) return ConditionsOfReferral.none;
    const among = (under: readonly UnderCondition[]): ConditionSeen[] =>
      Object.values(Section).flatMap((section) =>
        conditions
          .filter(({ id }) => under.some(([its, decision]) => its === section && decision.id === id))
          .map(({ originator, conditions: words }) => ({ section, originator: agency(originator), conditions: words })),
      );
    const all: UnderCondition[] = [];
    const ofEntries = new Map<string, UnderCondition[]>();
    for (const item of thingsOnce(items)) {
      if (!isForUs.holds({ visible_to: item.visible_to }, reader) || !sections.includes(item.section)) continue;
      const under = conditionsOn(reader.agencyId, itemOf(item), context).map((one): UnderCondition => [
        item.section,
        one,
      ]);
      all.push(...under);
      if (item.entry_id !== null) ofEntries.set(item.entry_id, [...(ofEntries.get(item.entry_id) ?? []), ...under]);
    }
    const entries = new Map([...ofEntries].map(([id, under]) => [id, among(under)]));
    return new ConditionsOfReferral(among(all), entries, among);
  }

  ofEntry(id: string): readonly ConditionSeen[] {
    return this.entries.get(id) ?? [];
  }
}
