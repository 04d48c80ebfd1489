import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What Prometheus may ask. No label holds an id, a name or anything else of a person: labels are kept for years. */
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

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** `route` is the route's pattern, never the path that was asked for. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.answers.observe({ method, route, status: String(status) }, seconds);
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
