import type { KeyObject } from 'node:crypto';
import { expect } from '@jest/globals';
import type pg from 'pg';
import type { KnownEntry, KnownRecord } from './known-record.js';
import type { Random } from './random.js';

/** What the verifier must say of a forgery. */
interface Found {
  says?: RegExp;
  /** The first bad entry, where it can be told. */
  position?: number;
  /** Where only the batch can be told: positions of its first and last entry. */
  within?: readonly [number, number];
  entryId?: string;
}

export interface Trial {
  forge?: (forger: Forger) => Promise<unknown>;
  found: Found;
  /** Heads and a key that the auditor brings along; none, and the record's own, unless given. */
  heads?: readonly string[];
  key?: KeyObject;
}

/** A way to forge the record, at a place of its own each time. */
export type Forgery = (record: KnownRecord, random: Random) => Trial;

/** Somebody who owns the whole database, past every trigger and right. */
export class Forger {
  constructor(
    readonly client: pg.Client,
    readonly record: KnownRecord,
  ) {}

  /** One statement that must have changed something: a forgery that forges nothing proves nothing. */
  async does(statement: string, values: unknown[] = []): Promise<void> {
    const { rowCount } = await this.client.query(statement, values);
    if (!rowCount) throw new Error(`Nothing was forged by ${statement}`);
  }

  /** The owner's right over the table itself; answers no count. */
  async alters(statement: string): Promise<void> {
    await this.client.query(statement);
  }

  entry(position: number): KnownEntry {
    return this.record.entry(position);
  }
}

/** The verdict names what it has to name. */
export function expectFound(
  verdict: { sound: boolean; what?: string; position?: number | null; entryId?: string | null },
  { says, position, within, entryId }: Found,
): void {
  expect(verdict.sound).toBe(false);
  if (says) expect(verdict.what).toMatch(says);
  if (position !== undefined) expect(verdict.position).toBe(position);
  if (within) {
    expect(verdict.position).toBeGreaterThanOrEqual(within[0]);
    expect(verdict.position).toBeLessThanOrEqual(within[1]);
  }
  if (entryId !== undefined) expect(verdict.entryId).toBe(entryId);
}
