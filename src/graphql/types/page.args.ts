import { ArgsType, Field, Int } from '@nestjs/graphql';
import { ENTRIES_A_PAGE, type PageAsked, ROWS_A_PAGE } from '../../referrals/cursor.js';

/** Which page of a list: how many, after the cursor of the last one that was read. */
@ArgsType()
export class PageArgs implements PageAsked {
  @Field(() => Int, { nullable: true, defaultValue: ROWS_A_PAGE }) first?: number | null;
  @Field(() => String, { nullable: true }) after?: string | null;
}

@ArgsType()
export class TimelineArgs implements PageAsked {
  @Field(() => Int, { nullable: true, defaultValue: ENTRIES_A_PAGE }) first?: number | null;
  @Field(() => String, { nullable: true }) after?: string | null;
}
