import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Whether this process should be sent requests now. */
@Injectable()
export class Readiness {
  private stopping = false;

  constructor(private readonly database: Database) {}

  /** From here on a load balancer sends its requests elsewhere; those that are under way are finished. */
  stop(): void {
    this.stopping = true;
  }

  async isReady(): Promise<boolean> {
    return !this.stopping && (await this.database.answers());
  }
}
