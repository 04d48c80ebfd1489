import { Module } from '@nestjs/common';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { PacketPreview } from './packet-preview.js';

@Module({ imports: [ReferralsModule], providers: [PacketPreview], exports: [PacketPreview] })
export class SharingModule {}
