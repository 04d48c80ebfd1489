import { IntrinsicException } from '@nestjs/common';
import type { FieldFault } from '../../libs/pathways/pathway.js';

/** What Handrail refuses, each with the contract's stable code. A message never repeats a value that was sent. */
export abstract class HandrailError extends IntrinsicException {
  abstract readonly code: string;
  /** What the caller needs to go on, beside the code. */
  extensions(): Record<string, unknown> {
    return {};
  }
}

/** No token, or one that is not accepted. */
export class Unauthenticated extends HandrailError {
  readonly code = 'UNAUTHENTICATED';
  constructor() {
    super('Sign in first: the request carries no token that is accepted here.');
  }
}

/** The caller's role may never do this. */
export class Forbidden extends HandrailError {
  readonly code = 'FORBIDDEN';
  constructor(message = 'Your role may not do this. Ask a colleague whose role may.') {
    super(message);
  }
}

/** Open to the caller for reading only, and only for a while. */
export class OpenInEmergencyOnly extends HandrailError {
  readonly code = 'FORBIDDEN';
  private readonly reason =
    'You have this referral open in an emergency: that lets you read it for an hour and do nothing on it. Call a colleague whose role acts on it.';
  constructor() {
    super('What is open in an emergency can be read and not changed. Nothing was changed.');
  }
  override extensions(): Record<string, unknown> {
    return { reason: this.reason };
  }
}

/** None for this caller: absent and hidden look alike. */
export class NotFound extends HandrailError {
  readonly code = 'NOT_FOUND';
  constructor() {
    super('There is no such referral for you.');
  }
}

/** Faults of the input, all of them at once, each with its path from inside `input`. */
export class BadUserInput extends HandrailError {
  readonly code = 'BAD_USER_INPUT';
  constructor(readonly fields: readonly FieldFault[]) {
    super('Some of what was sent needs mending. Nothing was changed.');
  }
  override extensions(): Record<string, unknown> {
    return { fields: this.fields };
  }
}

/** The pathway refuses this now, whatever the input. */
export class ActionNotAvailable extends HandrailError {
  readonly code = 'ACTION_NOT_AVAILABLE';
  constructor(readonly reason: string) {
    super('This cannot be done now. Nothing was changed.');
  }
  override extensions(): Record<string, unknown> {
    return { reason: this.reason };
  }
}

/** Somebody changed the referral first. Nothing was written; read again and decide again. */
export class VersionConflict extends HandrailError {
  readonly code = 'VERSION_CONFLICT';
  constructor(readonly currentVersion: number) {
    super('This referral changed while you were working on it. Look at it again before you act.');
  }
  override extensions(): Record<string, unknown> {
    return { currentVersion: this.currentVersion };
  }
}

/** The idempotency key was used for something else. */
export class IdempotencyKeyReused extends HandrailError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  constructor() {
    super('This idempotency key was used for another command. Send a new key. Nothing was changed.');
  }
}

/** No decision opens enough to the agency that is asked; carries what is missing. */
export class SharingDecisionRequired extends HandrailError {
  readonly code = 'SHARING_DECISION_REQUIRED';
  constructor(readonly reason: string) {
    super(reason);
  }
  override extensions(): Record<string, unknown> {
    return { reason: this.reason };
  }
}

/** Text that carries a picture or a recording. Source: Sharing nudes and semi-nudes, UKCIS: never copy, store or share. */
export class ImageryRefused extends HandrailError {
  readonly code = 'IMAGERY_REFUSED';
  constructor() {
    super(
      'Pictures and recordings are never taken in, in any form. Describe in words only what is needed. Nothing was kept.',
    );
  }
}

/** Training that the role needs is out of date: nothing can be done, and after thirty days nothing be read. */
export class TrainingExpired extends HandrailError {
  readonly code = 'TRAINING_EXPIRED';
  constructor() {
    super('Your training for this role is out of date. Renew it, or ask a colleague to act.');
  }
}

export class QueryTooComplex extends HandrailError {
  readonly code = 'QUERY_TOO_COMPLEX';
  constructor() {
    super('This asks for too much at once. Ask for less, or in several requests.');
  }
}

export class RateLimited extends HandrailError {
  readonly code = 'RATE_LIMITED';
  constructor(readonly retryAfterSeconds: number) {
    super('Too many requests. Wait a little and try again.');
  }
}

/** The database, or the issuer, cannot be reached. Nothing was changed, or it is not known: send it again with the same key. */
export class Unavailable extends HandrailError {
  readonly code = 'UNAVAILABLE';
  constructor(what: 'its database' | 'the issuer of sign-ins' = 'its database') {
    super(`Handrail cannot reach ${what} just now. Try again in a moment, with the same idempotency key.`);
  }
}

/** Something that should not happen; its detail goes to the log, not to the caller. It may have come after a change was committed. */
export class Internal extends HandrailError {
  readonly code = 'INTERNAL';
  constructor() {
    super(
      'Something went wrong on our side. Try again; a command with the same idempotency key, so that nothing is done twice.',
    );
  }
}
