import { Args, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '../../libs/access/actor.js';
import { type TrainingNoticePage, TrainingNotices } from '../outbox/training-notices.js';
import { WorkToMove as Work, type WorkToMovePage, type WorkToMoveRow } from '../outbox/work-to-move.js';
import type { ReferralRow } from '../referrals/referral-row.js';
import { fieldsAsked } from './fields-asked.js';
import { Caller } from './request-context.js';
import { PageArgs } from './types/page.args.js';
import { Referral } from './types/referral.type.js';
import { TrainingNoticeConnection, WorkToMove, WorkToMoveConnection } from './types/staff.type.js';

/** What supervisors see of their agency's people and their work, and everybody of their own training. */
@Resolver(() => WorkToMove)
export class StaffResolver {
  constructor(
    private readonly work: Work,
    private readonly training: TrainingNotices,
  ) {}

  @Query(() => WorkToMoveConnection, {
    description:
      'Referrals of the caller’s agency whose holder can no longer do the work, in the order in which they were allocated; for whoever supervises, empty for all others.',
  })
  workToMove(@Caller() actor: Actor, @Args() page: PageArgs): Promise<WorkToMovePage> {
    return this.work.page(actor, page);
  }

  @Query(() => TrainingNoticeConnection, {
    description:
      'Training that is about to run out, in order of creation: the caller’s own, and for whoever supervises that of their agency’s people.',
  })
  trainingNotices(@Caller() actor: Actor, @Args() page: PageArgs): Promise<TrainingNoticePage> {
    return this.training.page(actor, page);
  }

  @ResolveField('referral', () => Referral, {
    nullable: true,
    description: 'Null when the caller does not see it, or not any more.',
  })
  referral(@Parent() work: WorkToMoveRow, @Info() info: GraphQLResolveInfo): Promise<ReferralRow | null> {
    return work.referral(fieldsAsked(info).has('narrative'));
  }
}
