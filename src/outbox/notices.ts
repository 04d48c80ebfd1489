import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { consulted } from '../record/record-writer.js';
import { cursorOf, keyOf, type Page, type PageAsked, pageOf, pageSought } from '../referrals/cursor.js';
import { ReferralReading } from '../referrals/referral-reading.js';
import { titleOfNotice } from '../referrals/entry-words.js';
import type { ReferralRow } from '../referrals/referral-row.js';
import { BEFORE_ALL } from '../database/ids.js';

/**
 * What the caller's agency and roles were told, in order of creation. A range of `notice_told` for each combination of roles that is told of
 * something together: a handful. Who writes a notice waits for whoever tells the same agency at that moment, so that whoever goes on from a
 * cursor misses nothing that was committed late.
 */
export const NOTICES_PAGE = named(
  'notices-page',
  `with page as materialized (
    select told.told_at::text as told_at, told.id, told.at, told.kind, told.reference, told.referral_id
    from notices_tell() tell cross join lateral (
      select * from notice n
      where n.agency_id = $1 and n.tells = tell.tells and (n.told_at, n.id) > ($2::timestamptz, $3::uuid)
      order by n.told_at, n.id limit $4
    ) told order by told.told_at, told.id limit $4
  ), ${consulted('notices', '(select referral_id from page order by told_at::timestamptz, id limit $4 - 1) shown')}
  select page.* from page order by page.told_at::timestamptz, page.id`,
);

interface NoticeJson {
  told_at: string;
  id: string;
  at: Date;
  kind: string;
  reference: string;
  referral_id: string;
}
/** One notice. Its referral is read when it is asked for, all of the page at once. */
export class NoticeRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly title: string;
  readonly reference: string;
  private readonly referralId: string;

  constructor(
    { id, at, kind, reference, referral_id }: NoticeJson,
    private readonly referrals: (narrative: boolean) => Promise<Map<string, ReferralRow>>,
  ) {
    this.id = id;
    this.at = at;
    this.kind = kind;
    this.title = titleOfNotice(kind);
    this.reference = reference;
    this.referralId = referral_id;
  }

  /** Null when the agency no longer sees it. */
  referral(narrative: boolean): Promise<ReferralRow | null> {
    return this.referrals(narrative).then((seen) => seen.get(this.referralId) ?? null);
  }
}
export type NoticePage = Page<NoticeRow>;

/** What people are told of, as far as it is theirs: committed with the change that caused it. */
@Injectable()
export class Notices {
  constructor(
    private readonly database: Database,
    private readonly reading: ReferralReading,
  ) {}

  async page(actor: Actor, asked: PageAsked): Promise<NoticePage> {
    const { size, after } = pageSought(asked);
    const rows = await this.database.rows<NoticeJson>(actor, NOTICES_PAGE, [
      actor.agency.id,
      ...(after === null ? BEFORE_ALL : keyOf(after, 'notices', ['instant', 'id'])),
      size + 1,
    ]);
    const shown = rows.slice(0, size);
    const referrals = this.reading.some(
      actor,
      shown.map(({ referral_id: id }) => id),
    );
    const edges = shown.map((row) => ({
      cursor: cursorOf('notices', row.told_at, row.id),
      node: new NoticeRow(row, referrals),
    }));
    return pageOf(edges, rows.length > size, after);
  }
}
