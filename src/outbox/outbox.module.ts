import { Module } from '@nestjs/common';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { Notices } from './notices.js';
import { WorkToMove } from './work-to-move.js';

@Module({ imports: [ReferralsModule], providers: [Notices, WorkToMove], exports: [Notices, WorkToMove] })
export class OutboxModule {}
