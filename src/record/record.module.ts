import { Module } from '@nestjs/common';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { RecordMonths } from './record-months.js';
import { RecordReading } from './record-reading.js';
import { RecordSealing } from './record-sealing.js';
import { RecordWitnessing } from './record-witnessing.js';

@Module({
  imports: [ReferralsModule],
  providers: [RecordMonths, RecordReading, RecordSealing, RecordWitnessing],
  exports: [RecordReading],
})
export class RecordModule {}
