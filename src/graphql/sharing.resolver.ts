import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '../../libs/access/actor.js';
import { PacketPreview as Previews, type PacketPreviewRow } from '../sharing/packet-preview.js';
import { Caller } from './request-context.js';
import { PacketPreview, PreviewPacketInput } from './types/sharing.type.js';

/** What can be asked about sharing. */
@Resolver()
export class SharingResolver {
  constructor(private readonly previews: Previews) {}

  @Query(() => PacketPreview, {
    nullable: true,
    description:
      'Exactly what the other agency would be given, before the decision is recorded. Null when there is no such referral for the caller.',
  })
  previewPacket(
    @Caller() actor: Actor,
    @Args('referralId', { type: () => ID }) referralId: string,
    @Args('input') input: PreviewPacketInput,
  ): Promise<PacketPreviewRow | null> {
    return this.previews.of(actor, referralId, input);
  }
}
