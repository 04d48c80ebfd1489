import { Module } from '@nestjs/common';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { Notices } from './notices.js';
import { TrainingNotices } from './training-notices.js';
import { WorkToMove } from './work-to-move.js';

const told = [Notices, TrainingNotices, WorkToMove];
@Module({ imports: [ReferralsModule], providers: told, exports: told })
export class OutboxModule {}
