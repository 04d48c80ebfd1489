import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type Figures, StandingFigures } from './standing-figures.js';

const GAUGES: readonly [name: string, figure: keyof Figures, help: string][] = [
  [
    'handrail_overdue_referrals',
    'overdue',
    'Open referrals whose holder has a deadline that ran out (counted to 10000)',
  ],
  [
    'handrail_unfired_clock_seconds',
    'unfiredSeconds',
    'How long the earliest deadline that ran out has waited to fire',
  ],
  ['handrail_waiting_jobs', 'waitingJobs', 'Jobs in the queue that could run now (counted to 10000)'],
  [
    'handrail_unsealed_entry_seconds',
    'unsealedSeconds',
    'Age of the oldest entry of the record that is not sealed yet',
  ],
];

/** What Prometheus may ask. No label holds an id, a name or anything else of a person: labels are kept for years. A witness is a machine. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly answers = new Histogram({
    name: 'handrail_http_answer_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  private readonly standing = GAUGES.map(([name, figure, help]) => ({
    figure,
    gauge: new Gauge({ name, help, registers: [this.registry] }),
  }));

  private readonly witnesses = new Gauge({
    name: 'handrail_witness_behind_seconds',
    help: 'How long the oldest head of the record that a witness did not cosign has been there; 0 when it cosigned the newest',
    labelNames: ['witness'],
    registers: [this.registry],
  });

  constructor(private readonly figures: StandingFigures) {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** `route` is the route's pattern, never the path that was asked for. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.answers.observe({ method, route, status: String(status) }, seconds);
  }

  /** A figure that cannot be read now is left out: zero would say that all is well. */
  async text(): Promise<string> {
    const figures = await this.figures.now();
    for (const { gauge, figure } of this.standing) {
      gauge.remove();
      if (figures) gauge.set(figures[figure]);
    }
    const behind = await this.figures.witnessesBehind();
    this.witnesses.reset();
    for (const [witness, seconds] of behind) this.witnesses.set({ witness }, seconds);
    return this.registry.metrics();
  }
}
