import { Module } from '@nestjs/common';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { RecordReading } from './record-reading.js';

@Module({ imports: [ReferralsModule], providers: [RecordReading], exports: [RecordReading] })
export class RecordModule {}
