import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '../../libs/access/actor.js';
import { type RecordPage, RecordReading } from '../record/record-reading.js';
import { Caller } from './request-context.js';
import { DateTimeScalar } from './scalars.js';
import { PageArgs } from './types/page.args.js';
import { RecordEntryConnection, RecordOperation } from './types/record.type.js';

/** Who looked at this child, and why. */
@Resolver()
export class RecordResolver {
  constructor(private readonly record: RecordReading) {}

  @Query(() => RecordEntryConnection, {
    description:
      'Who of the caller’s agency looked at a referral or changed it, and why: newest first, for its auditors and those who supervise there. Empty for everybody else. Asking is a look, and goes on the record where the answer names anything.',
  })
  recordOf(
    @Caller() actor: Actor,
    @Args('referralId', { type: () => ID, description: 'Or its reference, as it stands on a letter.' })
    referralId: string,
    @Args('personId', { type: () => ID, nullable: true, description: 'Only what names this child or adult.' })
    personId: string | null,
    @Args('operation', { type: () => RecordOperation, nullable: true }) operation: string | null,
    @Args('from', { type: () => DateTimeScalar, nullable: true }) from: Date | null,
    @Args('to', { type: () => DateTimeScalar, nullable: true, description: 'Up to, and without, this moment.' })
    to: Date | null,
    @Args() page: PageArgs,
  ): Promise<RecordPage> {
    const asked = {
      referralId,
      personId: personId ?? null,
      operation: operation ?? null,
      from: from ?? null,
      to: to ?? null,
    };
    return this.record.page(actor, asked, page);
  }
}
