import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '../../libs/access/actor.js';
import { type NoticePage, Notices } from '../outbox/notices.js';
import { Caller } from './request-context.js';
import { Notice, NoticeConnection } from './types/notice.type.js';

/** What a caller is told without asking for a referral. */
@Resolver(() => Notice)
export class NoticesResolver {
  constructor(private readonly outbox: Notices) {}

  @Query(() => NoticeConnection, {
    description:
      'What the caller’s agency and roles were told, in order of creation; go on from the last cursor to hear what is new. When the agency loses sight of a referral, only the notice of that moment stays.',
  })
  notices(
    @Caller() actor: Actor,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 25 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
  ): Promise<NoticePage> {
    return this.outbox.page(actor, first ?? 25, after ?? null);
  }
}
