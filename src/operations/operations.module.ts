import { Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { OperationsController } from './operations.controller.js';
import { Readiness } from './readiness.js';
import { StandingFigures } from './standing-figures.js';

@Module({
  controllers: [OperationsController],
  providers: [Metrics, Readiness, StandingFigures],
  exports: [Metrics, Readiness],
})
export class OperationsModule {}
