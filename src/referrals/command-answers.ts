import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import type { Command } from './command.js';
import { ReferralDoor, type Taken } from './referral-door.js';
import { ReferralReading } from './referral-reading.js';
import type { ReferralRow } from './referral-row.js';
import type { TimelineEntryRow } from './timeline.js';

/** What an accepted command answers; each part is read only when it is asked for. */
export interface ActionOutcome {
  readonly referral: Promise<ReferralRow | null>;
  readonly entry: Promise<TimelineEntryRow>;
}

/** Commands through the door, and their answer as the caller may see it now. */
@Injectable()
export class CommandAnswers {
  constructor(
    private readonly door: ReferralDoor,
    private readonly reading: ReferralReading,
    private readonly directory: AgencyDirectory,
  ) {}

  async submit(actor: Actor, command: Command): Promise<ActionOutcome> {
    await this.directory.fresh();
    return this.answer(lookingFor(actor, command), await this.door.submit(actor, command));
  }

  async take(actor: Actor, action: string, command: Command): Promise<ActionOutcome> {
    await this.directory.fresh();
    return this.answer(lookingFor(actor, command), await this.door.takeAction(actor, action, command));
  }

  private answer(actor: Actor, taken: Taken): ActionOutcome {
    const { reading } = this;
    return {
      get referral() {
        return reading.referral(actor, taken.referralId);
      },
      get entry() {
        return reading.entry(actor, taken);
      },
    };
  }
}

/** The answer is a look as well, by whoever the command was sent for. */
const lookingFor = (actor: Actor, { onBehalfOf = null }: Command): Actor => ({ ...actor, onBehalfOf });
