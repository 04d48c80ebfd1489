const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;
const LOOKED_AT_EVERY_MS = 500;

/** Somebody wants us to stop. Heard from the first moment; a second signal during the stop changes nothing. */
export class StopSignal {
  private heard: string | undefined;
  private tell: (signal: string) => void = () => undefined;
  readonly given = new Promise<string>((resolve) => (this.tell = resolve));

  constructor() {
    for (const signal of SIGNALS) process.on(signal, () => this.hear(signal));
    if (process.env.npm_lifecycle_event !== undefined) this.hearTheEndOfNpm();
  }

  get isGiven(): boolean {
    return this.heard !== undefined;
  }

  private hear(signal: string): void {
    this.heard ??= signal;
    this.tell(signal);
  }

  /** npm hands on SIGTERM and SIGINT alone. When it dies of another signal, its terminal shows nothing that could still be stopped. */
  private hearTheEndOfNpm(): void {
    const npm = process.ppid;
    setInterval(() => {
      if (process.ppid !== npm) this.hear('the end of npm');
    }, LOOKED_AT_EVERY_MS).unref();
  }
}
