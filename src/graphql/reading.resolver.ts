import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '../../libs/access/actor.js';
import { pathways } from '../../libs/pathways/index.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import { cursorOf, keyOf, pageOf, pageSought } from '../referrals/cursor.js';
import { ReferralReading, type ReferralPage } from '../referrals/referral-reading.js';
import type { ReferralRow } from '../referrals/referral-row.js';
import { fieldsAsked } from './fields-asked.js';
import { Caller } from './request-context.js';
import { AgencyConnection } from './types/agency.type.js';
import { PageArgs } from './types/page.args.js';
import { Pathway, Referral, ReferralConnection, WorklistFilter } from './types/referral.type.js';

/** What a caller can ask. */
@Resolver()
export class ReadingResolver {
  constructor(
    private readonly reading: ReferralReading,
    private readonly directory: AgencyDirectory,
  ) {}

  @Query(() => Referral, { nullable: true, description: 'Null when there is none for the caller.' })
  referral(
    @Caller() actor: Actor,
    @Args('id', {
      type: () => ID,
      description:
        'Or its reference, as it stands on a letter: closed ones are found by it too. Small letters and spaces do not matter.',
    })
    id: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ReferralRow | null> {
    return this.reading.referral(actor, id, fieldsAsked(info).has('narrative'));
  }

  @Query(() => ReferralConnection, { description: 'The caller’s agency’s open work, earliest deadline first.' })
  worklist(
    @Caller() actor: Actor,
    @Args('filter', { type: () => WorklistFilter, nullable: true }) filter: WorklistFilter | null,
    @Args() page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ReferralPage> {
    const narrative = fieldsAsked(info, 'edges', 'node').has('narrative');
    return this.reading.worklist(actor, filter, page, narrative);
  }

  @Query(() => [Pathway], { description: 'The ways that a referral can go.' })
  pathways(): Pathway[] {
    return [...pathways.values()];
  }

  @Query(() => AgencyConnection, {
    description:
      'All agencies that work with Handrail, the caller’s own too; not every one has somebody who may accept.',
  })
  async agencies(@Args() asked: PageArgs): Promise<object> {
    const { size, after } = pageSought(asked);
    const page = await this.directory.page(size + 1, after === null ? null : keyOf(after, 'agencies', ['id'])[0]);
    const edges = page.slice(0, size).map((node) => ({ cursor: cursorOf('agencies', node.id), node }));
    return pageOf(edges, page.length > size, after);
  }
}
