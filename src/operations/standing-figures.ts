import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { CosignatureRows } from '../record/cosignature-rows.js';
import { knownWitnesses, type KnownWitness } from '../record/known-witnesses.js';
import { Configuration } from './configuration.js';

/** Nobody needs to know whether it is more; and no scrape counts for longer. */
const MOST = 10_000;

/** What should be near nothing while Handrail is well. Numbers only, over all agencies. */
export interface Figures {
  /** Open referrals whose holder has a deadline that ran out. */
  overdue: number;
  /** For how long the earliest clock that ran out has waited to fire. */
  unfiredSeconds: number;
  /** Jobs that could run now and do not yet. */
  waitingJobs: number;
  /** Age of the oldest entry of the record that no signed head covers. */
  unsealedSeconds: number;
}

/** Ranges of `participation_worklist`, `referral_next_due`, the queue's `jobs_main_index` and `record_entry_tx`: none grows with its table. */
const FIGURES = named(
  'standing-figures',
  `with domain as (select now() + offset_ms * interval '1 millisecond' as at from domain_clock where id = 1)
   select d.overdue, coalesce(d.unfired_seconds, 0) as "unfiredSeconds",
     (select count(*)::int from (select from graphile_worker._private_jobs j
       where j.is_available and j.priority = 0 and j.run_at <= now() limit $1) waiting) as "waitingJobs",
     coalesce((select greatest(extract(epoch from domain.at - e.at), 0)::float8 from record_entry e
       where e.tx >= coalesce((select c.sealed_upto from record_checkpoint c order by c.size desc limit 1), '0'::xid8)
         and not exists (select from record_leaf l where l.entry_id = e.id)
       order by e.tx, e.id limit 1), 0) as "unsealedSeconds"
   from domain, deadlines_measured(domain.at, $1) d`,
);

/** What the measurements say of the database's state, read when somebody asks. */
@Injectable()
export class StandingFigures {
  private reading: Promise<Figures | undefined> | undefined;
  private readonly witnesses: readonly KnownWitness[];

  constructor(
    private readonly database: Database,
    configuration: Configuration,
  ) {
    this.witnesses = knownWitnesses(configuration.witnesses);
  }

  /** Undefined while the database does not answer. Who asks at the same moment shares one statement. */
  now(): Promise<Figures | undefined> {
    this.reading ??= this.database
      .workerRows<Figures>(FIGURES, [MOST])
      .then(([figures]) => figures)
      .catch(() => undefined)
      .finally(() => (this.reading = undefined));
    return this.reading;
  }

  /** For how many seconds each witness, by its name, has not cosigned the newest head; of none while the database does not answer. */
  async witnessesBehind(): Promise<[name: string, seconds: number][]> {
    if (this.witnesses.length === 0) return [];
    const keys = this.witnesses.map(({ vkey }) => vkey);
    const behind = await new CosignatureRows(this.database).behind(keys).catch(() => new Map<string, number>());
    return this.witnesses.flatMap(({ name, vkey }) => {
      const seconds = behind.get(vkey);
      return seconds === undefined ? [] : [[name, seconds]];
    });
  }
}
