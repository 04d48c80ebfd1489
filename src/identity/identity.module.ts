import { Module } from '@nestjs/common';
import { Authentication } from './authentication.js';
import { DemoIssuerRoutes } from './demo-issuer-routes.js';
import { Trainings } from './trainings.js';

@Module({ providers: [Authentication, DemoIssuerRoutes, Trainings], exports: [Authentication, Trainings] })
export class IdentityModule {}
