import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { oversightOf } from '../../libs/access/oversight.js';
import { type Look, LOOKS } from '../../libs/record/looks.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import type { Agency } from '../agencies/agency.js';
import { Database } from '../database/database.js';
import { BadUserInput } from '../errors/handrail-error.js';
import { cursorOf, keyOf, type Page, type PageAsked, pageOf, pageSought } from '../referrals/cursor.js';
import { titleOfEntry } from '../referrals/entry-words.js';
import { referenceAsWritten } from '../referrals/reference.js';
import { ASKING_OF_RECORD, RECORD_PAGE, type RecordJson, REFERRED } from './record-statements.js';
import { isId, NO_ID } from '../database/ids.js';

export interface RecordAsked {
  /** Or its reference: an auditor, who sees no referral, may have no more than a letter. */
  referralId: string;
  personId: string | null;
  operation: string | null;
  from: Date | null;
  to: Date | null;
}
export interface RecordEntryRow {
  id: string;
  at: Date;
  operation: string;
  actorKind: string;
  actorName: string | null;
  agency: Agency;
  onBehalfOf: string | null;
  purpose: string;
  action: string;
  title: string;
  referralIds: string[];
  personIds: string[];
  sections: string[];
  recipients: Agency[];
}
export type RecordPage = Page<RecordEntryRow>;
const AFTER_ALL = ['infinity', NO_ID] as const;

/** Who looked at a child, and why: for auditors and whoever supervises, of their own agency's people. Asking is a look itself. */
@Injectable()
export class RecordReading {
  constructor(
    private readonly database: Database,
    private readonly directory: AgencyDirectory,
  ) {}

  /**
   * Newest first: what is recorded meanwhile, this look too, stands before the first page. Nothing where nothing is for the caller.
   * @throws BadUserInput for a stretch of time that ends before it begins: its empty answer would read as if nobody had looked
   */
  async page(actor: Actor, asked: RecordAsked, page: PageAsked): Promise<RecordPage> {
    mustBeAStretch(asked);
    const { size, after } = pageSought(page);
    const key = after === null ? AFTER_ALL : keyOf(after, 'record', ['instant', 'id']);
    const reference = referenceAsWritten(asked.referralId);
    await this.directory.fresh();
    const rows = await this.database.transaction(actor, async (transaction) => {
      const [referred] = reference === '' ? [] : await transaction.rows<{ id: string | null }>(REFERRED, [reference]);
      const referralId = idIn(referred ? (referred.id ?? NO_ID) : asked.referralId);
      const [, found = []] = await transaction.last([
        { statement: ASKING_OF_RECORD, values: [oversightOf(actor) ?? '', `{${referralId}}`] },
        {
          statement: RECORD_PAGE,
          values: [
            referralId,
            ...key,
            size + 1,
            asked.from ?? '-infinity',
            asked.to ?? 'infinity',
            asked.personId === null ? null : idIn(asked.personId),
            asked.operation,
          ],
        },
      ]);
      return found as RecordJson[];
    });
    const edges = rows
      .slice(0, size)
      .map((row) => ({ cursor: cursorOf('record', row.exactly, row.id), node: this.rowOf(row) }));
    return pageOf(edges, rows.length > size, after);
  }

  private rowOf(row: RecordJson): RecordEntryRow {
    return {
      id: row.id,
      at: row.at,
      operation: row.operation,
      actorKind: row.actor_kind,
      actorName: row.actor_name,
      agency: this.directory.known(row.agency_id),
      onBehalfOf: row.on_behalf_of,
      purpose: row.purpose,
      action: row.action,
      title: row.action in LOOKS ? LOOKS[row.action as Look] : titleOfEntry(row.action, null),
      referralIds: row.referral_ids,
      personIds: row.person_ids,
      sections: row.sections,
      recipients: row.recipients.map((id) => this.directory.known(id)),
    };
  }
}

function mustBeAStretch({ from, to }: RecordAsked): void {
  if (from !== null && to !== null && from > to)
    throw new BadUserInput([{ path: 'to', messages: ['This is earlier than `from`.'] }]);
}
const idIn = (given: string): string => (isId(given) ? given.toLowerCase() : NO_ID);
