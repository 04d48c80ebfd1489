import { Module } from '@nestjs/common';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { Notices } from './notices.js';

@Module({ imports: [ReferralsModule], providers: [Notices], exports: [Notices] })
export class OutboxModule {}
