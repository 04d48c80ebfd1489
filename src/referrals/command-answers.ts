import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import { behalfOf, type Command } from './command.js';
import { ReferralDoor } from './referral-door.js';
import { type ActionOutcome, type OutcomeAsked, ReferralReading } from './referral-reading.js';

/** Commands through the door, each with its answer as the caller may see it now. */
@Injectable()
export class CommandAnswers {
  constructor(
    private readonly door: ReferralDoor,
    private readonly reading: ReferralReading,
    private readonly directory: AgencyDirectory,
  ) {}

  async submit(caller: Actor, command: Command, asked: OutcomeAsked): Promise<ActionOutcome> {
    await this.directory.fresh();
    const actor = lookingFor(caller, command);
    return this.door.submit(actor, command, (taken) => this.reading.outcome(actor, taken, asked));
  }

  async take(caller: Actor, action: string, command: Command, asked: OutcomeAsked): Promise<ActionOutcome> {
    await this.directory.fresh();
    const actor = lookingFor(caller, command);
    return this.door.takeAction(actor, action, command, (taken) => this.reading.outcome(actor, taken, asked));
  }
}

/** The answer is a look as well, by whoever the command was sent for. */
const lookingFor = (actor: Actor, command: Command): Actor => ({ ...actor, onBehalfOf: behalfOf(command) });
