const AGAIN_AFTER_MS = 60_000;

/** For what would be said in the log again and again while it lasts: once a minute, and at once where it is something else. */
export class NowAndThen {
  private said = '';
  private at = -Infinity;

  isTimeToSay(what: string): boolean {
    const now = performance.now();
    if (what === this.said && now - this.at <= AGAIN_AFTER_MS) return false;
    [this.said, this.at] = [what, now];
    return true;
  }
}
