import { Module } from '@nestjs/common';
import { Authentication } from './authentication.js';
import { DemoIssuerRoutes } from './demo-issuer-routes.js';

@Module({ providers: [Authentication, DemoIssuerRoutes], exports: [Authentication] })
export class IdentityModule {}
