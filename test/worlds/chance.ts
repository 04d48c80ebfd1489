/** The same seed gives the same walk: a pair that differs can be played again. */
export class Chance {
  constructor(private state: number) {}

  /** From 0 up to, and without, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  is(share: number): boolean {
    return this.next() < share;
  }
  one<T>(of: readonly T[]): T {
    const chosen = of[Math.floor(this.next() * of.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from');
    return chosen;
  }
  some<T>(of: readonly T[], most: number): T[] {
    return this.shuffled(of).slice(0, most);
  }
  shuffled<T>(of: readonly T[]): T[] {
    return of
      .map((one) => ({ one, at: this.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  }
  /** Another chance that goes its own way from here, the same for each who asks with the same number. */
  fork(number: number): Chance {
    return new Chance(Math.imul(this.state ^ 0x9e3779b9, number + 1));
  }
}
