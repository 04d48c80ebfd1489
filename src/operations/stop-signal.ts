const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Somebody wants us to stop. Heard from the first moment; a second signal during the stop changes nothing. */
export class StopSignal {
  private heard: string | undefined;
  private tell: (signal: string) => void = () => undefined;
  readonly given = new Promise<string>((resolve) => (this.tell = resolve));

  constructor() {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        this.heard ??= signal;
        this.tell(signal);
      });
    }
  }

  get isGiven(): boolean {
    return this.heard !== undefined;
  }
}
