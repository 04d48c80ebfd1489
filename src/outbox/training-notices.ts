import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { isSupervisor } from '../../libs/access/supervisors.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { cursorOf, keyOf, type Page, type PageAsked, pageOf, pageSought } from '../referrals/cursor.js';
import type { ColleagueSeen } from '../referrals/detail-rows.js';
import { BEFORE_ALL } from '../database/ids.js';

/**
 * What the caller was told of their own training, and who supervises of their colleagues', in order of creation: a range of the person's
 * own, and one of the agency's. Nothing of a referral leaves, so the record has no entry of it.
 */
const PAGE = named(
  'training-notices',
  `with page as (
    (select s.* from training_notice s where s.own and s.person_id = $5 and s.agency_id = $1
      and (s.told_at, s.id) > ($2::timestamptz, $3::uuid) order by s.told_at, s.id limit $4)
    union all
    (select s.* from training_notice s where $6::boolean and not s.own and s.agency_id = $1
      and (s.told_at, s.id) > ($2::timestamptz, $3::uuid) order by s.told_at, s.id limit $4)
  )
  select n.id, n.told_at::text as told_at, n.at, n.own, n.training, n.expires_on::text as "expiresOn", n.days_ahead as "daysAhead",
    jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email) as person
  from page n join person p on p.id = n.person_id order by n.told_at, n.id limit $4`,
);

/** That somebody's training is about to run out. */
export interface TrainingNoticeRow {
  id: string;
  at: Date;
  title: string;
  person: ColleagueSeen;
  training: string;
  expiresOn: string;
  daysAhead: number;
}
export type TrainingNoticePage = Page<TrainingNoticeRow>;

/** What people are told before training runs out. */
@Injectable()
export class TrainingNotices {
  constructor(private readonly database: Database) {}

  async page(actor: Actor, asked: PageAsked): Promise<TrainingNoticePage> {
    const { size, after } = pageSought(asked);
    const rows = await this.database.rows<Omit<TrainingNoticeRow, 'title'> & { told_at: string; own: boolean }>(
      actor,
      PAGE,
      [
        actor.agency.id,
        ...(after === null ? BEFORE_ALL : keyOf(after, 'trainingNotices', ['instant', 'id'])),
        size + 1,
        actor.id,
        isSupervisor(actor),
      ],
    );
    const edges = rows.slice(0, size).map(({ told_at: toldAt, own, ...row }) => ({
      cursor: cursorOf('trainingNotices', toldAt, row.id),
      node: { ...row, title: own ? 'Your training runs out' : 'A colleague’s training runs out' },
    }));
    return pageOf(edges, rows.length > size, after);
  }
}
