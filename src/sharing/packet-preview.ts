import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { conditionsOn } from '../../libs/access/audience.js';
import { missingForHandoff, wouldNeedAgreement, wouldOpen } from '../../libs/access/packet.js';
import { sightOf } from '../../libs/access/sight.js';
import { Section } from '../../libs/access/vocabulary.js';
import { checkInput } from '../../libs/pathways/field.js';
import { pathways } from '../../libs/pathways/index.js';
import type { ActionDeclaration, Pathway, StoredReferral } from '../../libs/pathways/pathway.js';
import { dayOf } from '../../libs/working-time/counting.js';
import type { Agency } from '../agencies/agency.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import { DomainClock } from '../clocks/domain-clock.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { ActionNotAvailable, BadUserInput, Forbidden, HandrailError } from '../errors/handrail-error.js';
import { REFUSED } from '../record/record-writer.js';
import { itemOf, thingsOnce } from '../referrals/item-readers.js';
import { merged } from '../referrals/checked-action.js';
import type { ConditionSeen, UnderCondition } from '../referrals/conditions-read.js';
import { eventActor } from '../referrals/command.js';
import { detailOf, type PartyRow } from '../referrals/detail-rows.js';
import { PageDetails } from '../referrals/page-details.js';
import { resolvedAgencies } from '../referrals/resolved-agencies.js';
import type { KeptItem } from '../referrals/stored-rows.js';
import { type EntryJson, entryOf, type TimelineEntryRow } from '../referrals/timeline.js';
import { type PacketJson, PACKET, valueNamed } from './packet-statement.js';
import { isId } from '../database/ids.js';

/** What somebody thinks of sharing, and with whom. */
export interface PacketAsked {
  recipientAgency: string;
  sections: Section[];
}
export interface PacketPreviewRow {
  sections: Section[];
  summary: string | null;
  narrative: string | null;
  parties: PartyRow[];
  entries: TimelineEntryRow[];
  missingForHandoff: readonly Section[];
  /** Only because who set a condition has not agreed to that recipient. */
  leftOut: readonly ConditionSeen[];
}
interface Standing {
  stored: StoredReferral;
  items: KeptItem[];
}
const STANDING = named(
  'packet-standing',
  'select s.stored, door_items(s.referral_id) as items from door_state($1, array[$2::uuid]) s',
);

/** What another agency would be given, before anything is decided. */
@Injectable()
export class PacketPreview {
  constructor(
    private readonly database: Database,
    private readonly directory: AgencyDirectory,
    private readonly clock: DomainClock,
  ) {}

  /**
   * Null when there is no such referral for the caller.
   * @throws Forbidden           this role never decides about sharing
   * @throws ActionNotAvailable  no decision can be recorded now; carries `reason`
   * @throws BadUserInput        as recording the decision would be
   */
  async of(actor: Actor, referralId: string, asked: PacketAsked): Promise<PacketPreviewRow | null> {
    await this.directory.fresh();
    if (!isId(referralId) || sightOf(actor).sections.length === 0) return null;
    const [standing] = await this.database.rows<Standing>(actor, STANDING, [actor.agency.id, referralId]);
    const pathway = standing && pathways.get(standing.stored.pathway);
    const action = pathway?.actions.get('recordSharingDecision');
    if (!standing || !pathway || !action) return null;
    const recipient = await this.recipient(actor, asked, pathway, action, standing).catch(async (refusal: unknown) => {
      if (refusal instanceof HandrailError) await this.database.rows(actor, REFUSED, [referralId]);
      throw refusal;
    });
    const intended = { byAgency: actor.agency.id, recipient, sections: asked.sections };
    const context = pathway.contextOf(standing.stored);
    const opened = openedOf(standing.items, wouldOpen(intended, context));
    const needsAgreement = wouldNeedAgreement(intended, context);
    const left = thingsOnce(standing.items)
      .filter(({ section }) => sightOf(actor).sections.includes(section))
      .map(itemOf)
      .filter(needsAgreement)
      .flatMap((item) => conditionsOn(actor.agency.id, item, context).map((one) => [item.section, one] as const));
    const packet = await this.read(actor, referralId, recipient, opened, left);
    return packet && { ...packet, missingForHandoff: missingForHandoff(intended, context) };
  }

  /** Checked as the decision itself is, in the contract's order: role, state, input. */
  private async recipient(
    actor: Actor,
    asked: PacketAsked,
    pathway: Pathway,
    action: ActionDeclaration,
    { stored }: Standing,
  ): Promise<Agency> {
    const [by, now] = [eventActor(actor), await this.clock.now()];
    if (!pathway.mayEver(action, by)) throw new Forbidden();
    const refusal = pathway.refusal(stored, action, by);
    if (refusal !== undefined) throw new ActionNotAvailable(refusal);
    const { input, faults } = await resolvedAgencies(this.directory, action, { ...asked, decision: 'SHARE' });
    const facts = {
      agencies: await this.directory.kindsAndDoors(),
      visibleParties: [],
      people: [],
      today: dayOf(now),
    };
    const recipient = await this.directory.byKeyOrId(asked.recipientAgency);
    const ofFields = checkInput(action.input, input, { now }).filter(({ path }) => path in asked);
    const all = merged([...faults, ...ofFields, ...pathway.inputFaults(stored, action, by, input, facts)]);
    if (!recipient || all.length > 0) throw new BadUserInput(all);
    return recipient;
  }

  /** The caller reads it under their own row security: a packet holds nothing that its own agency does not read. */
  private async read(
    actor: Actor,
    referralId: string,
    recipient: Agency,
    { values, entries, sections }: Opened,
    left: readonly UnderCondition[],
  ): Promise<Omit<PacketPreviewRow, 'missingForHandoff'> | null> {
    const [packet] = await this.database.rows<PacketJson>(actor, PACKET, [
      actor.agency.id,
      referralId,
      values,
      entries,
    ]);
    if (!packet) return null;
    const agency = (id: string): Agency => this.directory.known(id);
    const page = new PageDetails(this.database, this.directory, actor, [referralId]);
    const { parties } = detailOf(
      { ...packet, offers: null, decisions: null, interventions: null, deadlines: null, allocation: null },
      agency,
      (partyId) => page.disclosures(referralId, partyId),
    );
    const { summary, narrative } = packet;
    return {
      sections,
      summary,
      narrative,
      parties,
      entries: (packet.entries ?? []).map((row) =>
        entryOf(asThen(row), recipient.id, agency, (entryId) => page.conditionsOfEntry(referralId, entryId)),
      ),
      leftOut: left.length > 0 ? (await page.conditions(referralId)).among(left) : [],
    };
  }
}

const asThen = (row: Omit<EntryJson, 'at'> & { at: string }): EntryJson => ({ ...row, at: new Date(row.at) });

interface Opened {
  /** Of people too. */
  values: string[];
  entries: string[];
  /** Of which something stands in the packet. */
  sections: Section[];
}
/** Values and people that it would open, and the entries that say one of them; an entry that says nothing goes by its own section. */
function openedOf(items: readonly KeptItem[], opens: (item: ReturnType<typeof itemOf>) => boolean): Opened {
  const opened = thingsOnce(items).filter((item) => opens(itemOf(item)));
  return {
    values: opened.map(({ section, id }) => valueNamed(section, id)),
    entries: [...new Set(opened.flatMap(({ entry_id }) => (entry_id === null ? [] : [entry_id])))],
    sections: Object.values(Section).filter((section) => opened.some((item) => item.section === section)),
  };
}
