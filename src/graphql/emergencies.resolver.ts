import { Args, Info, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '../../libs/access/actor.js';
import type { Command } from '../referrals/command.js';
import type { EmergencyOpeningRow } from '../referrals/emergency-opening-row.js';
import { EmergencyOpenings, type OpeningPage } from '../referrals/emergency-openings.js';
import type { ReferralRow } from '../referrals/referral-row.js';
import { fieldsAsked } from './fields-asked.js';
import { Caller } from './request-context.js';
import {
  BreakGlassInput,
  EmergencyOpening,
  EmergencyOpeningConnection,
  JudgeEmergencyOpeningInput,
} from './types/emergency.type.js';
import { PageArgs } from './types/page.args.js';
import { Referral } from './types/referral.type.js';

/** Break-glass, and the queue in which it waits to be judged. */
@Resolver(() => EmergencyOpening)
export class EmergenciesResolver {
  constructor(private readonly openings: EmergencyOpenings) {}

  @Mutation(() => EmergencyOpening, {
    description:
      'Opens a referral of the caller’s agency, named by its id or its reference, for one hour to somebody whose role reads nothing of it. Supervisors of that agency and of the custodian are told at once.',
  })
  breakGlass(
    @Caller() actor: Actor,
    @Args('input', { type: () => BreakGlassInput }) input: Command,
  ): Promise<EmergencyOpeningRow> {
    return this.openings.breakGlass(actor, input);
  }

  @Mutation(() => EmergencyOpening, {
    description:
      'A supervisor of the agency that held the risk then judges whether it had to be opened; once that is overdue, also one of the agency that held it by then. If not, it closes at once.',
  })
  judgeEmergencyOpening(
    @Caller() actor: Actor,
    @Args('input', { type: () => JudgeEmergencyOpeningInput }) input: Command,
  ): Promise<EmergencyOpeningRow> {
    return this.openings.judge(actor, input);
  }

  @Query(() => EmergencyOpeningConnection, {
    description:
      'What was opened in an emergency and the caller supervises, oldest first: so of what waits the overdue come first.',
  })
  emergencyOpenings(
    @Caller() actor: Actor,
    @Args('judged', {
      type: () => Boolean,
      nullable: true,
      description: 'False: what waits to be judged; true: what was; left out: both.',
    })
    judged: boolean | null,
    @Args() page: PageArgs,
  ): Promise<OpeningPage> {
    return this.openings.page(actor, judged ?? null, page);
  }

  @ResolveField('referral', () => Referral, {
    nullable: true,
    description: 'Null when the caller does not see it, or not any more.',
  })
  referral(@Parent() opening: EmergencyOpeningRow, @Info() info: GraphQLResolveInfo): Promise<ReferralRow | null> {
    return opening.referral(fieldsAsked(info).has('narrative'));
  }
}
