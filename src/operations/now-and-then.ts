const AGAIN_AFTER_MS = 60_000;

/** For what would be said again and again while it lasts: each thing once a minute, so that it fills no log. */
export class NowAndThen {
  private readonly last = new Map<string, number>();

  isTimeToSay(what: string): boolean {
    const now = performance.now();
    if (now - (this.last.get(what) ?? -Infinity) < AGAIN_AFTER_MS) return false;
    for (const [other, at] of this.last) if (now - at >= AGAIN_AFTER_MS) this.last.delete(other);
    this.last.set(what, now);
    return true;
  }
}
