import { Args, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '../../libs/access/actor.js';
import { type NoticePage, type NoticeRow, Notices } from '../outbox/notices.js';
import type { ReferralRow } from '../referrals/referral-row.js';
import { fieldsAsked } from './fields-asked.js';
import { Caller } from './request-context.js';
import { Notice, NoticeConnection } from './types/notice.type.js';
import { PageArgs } from './types/page.args.js';
import { Referral } from './types/referral.type.js';

/** What a caller is told without asking for a referral. */
@Resolver(() => Notice)
export class NoticesResolver {
  constructor(private readonly outbox: Notices) {}

  @Query(() => NoticeConnection, {
    description:
      'What the caller’s agency and roles were told, in order of creation; go on from the last cursor to hear what is new. When the agency loses sight of a referral, only the notice of that moment stays; how an opening in an emergency by one of its people was judged it is told all the same.',
  })
  notices(@Caller() actor: Actor, @Args() page: PageArgs): Promise<NoticePage> {
    return this.outbox.page(actor, page);
  }

  @ResolveField('referral', () => Referral, {
    nullable: true,
    description: 'Null when the caller’s agency no longer sees it.',
  })
  referral(@Parent() notice: NoticeRow, @Info() info: GraphQLResolveInfo): Promise<ReferralRow | null> {
    return notice.referral(fieldsAsked(info).has('narrative'));
  }
}
