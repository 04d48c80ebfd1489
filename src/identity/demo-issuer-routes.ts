import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Provider } from 'oidc-provider';
import { agencyOf, demoAgencies, demoClient, demoPeople } from '../agencies/demo-people.js';
import { BadUserInput } from '../errors/handrail-error.js';
import { faultOf } from '../errors/http-fault.js';
import { Configuration } from '../operations/configuration.js';
import { isDemoHost } from './demo-hosts.js';
import { demoIssuer, grantAll } from './demo-issuer.js';
import { DEMO_TOKEN_SECONDS, mintDemoToken, UnknownSignIn } from './demo-token.js';
import { faultPage, signInPage } from './sign-in-page.js';

const MOUNT = '/idp';
/** Routes of the issuer, and of the pages from which somebody signs in. */
const SIGNS_IN = /^\/(idp(\/|$)|explorer\/|$)/;
const PAGE_HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The demo issuer under `/idp`, where it is the issuer; otherwise there is nothing under that path. */
@Injectable()
export class DemoIssuerRoutes implements OnModuleInit {
  private readonly log = new Logger('DemoIssuer');

  constructor(
    private readonly configuration: Configuration,
    private readonly host: HttpAdapterHost,
  ) {}

  async onModuleInit(): Promise<void> {
    const { mode, demoIssuer: isOurs } = this.configuration;
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    if (mode !== 'demo' || !isOurs || !server) return;
    server.addHook('onRequest', (request, reply, done) => {
      if (!SIGNS_IN.test(request.routeOptions.url ?? '') || isDemoHost(request.headers.host, this.configuration))
        return done();
      void reply.status(421).send({ errors: [faultOf(421)] });
    });
    const provider = await demoIssuer(this.configuration);
    provider.on('server_error', (_context, fault) => this.log.error({ event: 'demo issuer failed' }, fault));
    await server.register(signingIn(provider), { prefix: MOUNT });
    await server.register(tokens(this.configuration), { prefix: MOUNT });
    await server.register(protocol(provider), { prefix: MOUNT });
  }
}

/** The page on which somebody chooses whom to be. */
const signingIn =
  (provider: Provider) =>
  (scope: FastifyInstance, _options: unknown, done: () => void): void => {
    scope.get('/sign-in/:uid', async (request, reply) => {
      if (!(await isUnderWay(provider, request.raw, reply.raw))) return sendPage(reply.status(400), faultPage());
      return sendPage(reply, signInPage());
    });
    scope.post('/sign-in/:uid', async (request, reply) => {
      const accountId = signInOf(request.body);
      const underWay = await isUnderWay(provider, request.raw, reply.raw);
      if (!underWay || !demoPeople.some(({ email }) => email === accountId))
        return sendPage(reply.status(400), faultPage());
      const grantId = await grantAll(provider, accountId, String(underWay.params.client_id));
      const next = await provider.interactionResult(request.raw, reply.raw, {
        login: { accountId },
        consent: { grantId },
      });
      return reply.redirect(next, 303);
    });
    done();
  };

/** For the explorer and the start page: who there is, and a token for one of them. */
const tokens =
  (configuration: Configuration) =>
  (scope: FastifyInstance, _options: unknown, done: () => void): void => {
    scope.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
      const { statusCode = 500 } = error;
      return reply.status(statusCode).send({ errors: [faultOf(statusCode)] });
    });
    scope.get('/demo-sign-ins', () => [
      ...demoPeople.map(({ email, name, role }) => ({
        signIn: email,
        name,
        role,
        agency: agencyNamed(agencyOf(email)),
      })),
      {
        signIn: demoClient.clientId,
        name: demoClient.name,
        role: demoClient.role,
        agency: agencyNamed(demoClient.agency),
      },
    ]);
    scope.post('/demo-token', async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      try {
        const token = await mintDemoToken(signInOf(request.body), configuration);
        return await reply.send({ access_token: token, token_type: 'Bearer', expires_in: DEMO_TOKEN_SECONDS });
      } catch (error) {
        if (!(error instanceof UnknownSignIn)) throw error;
        const fault = new BadUserInput([{ path: 'signIn', messages: [error.message] }]);
        return reply
          .status(400)
          .send({ errors: [{ message: fault.message, extensions: { code: fault.code, ...fault.extensions() } }] });
      }
    });
    done();
  };

/** All that OpenID Connect itself asks: the provider reads the request from the wire, so nothing may have read its body before. */
const protocol =
  (provider: Provider) =>
  (scope: FastifyInstance, _options: unknown, done: () => void): void => {
    const answer = provider.callback();
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.all('/*', (request, reply) => {
      reply.hijack();
      const raw = request.raw as typeof request.raw & { originalUrl?: string };
      raw.originalUrl = raw.url ?? MOUNT;
      raw.url = raw.originalUrl.slice(MOUNT.length);
      void answer(raw, reply.raw);
    });
    done();
  };

type Raw = Parameters<Provider['interactionDetails']>;
type UnderWay = Awaited<ReturnType<Provider['interactionDetails']>>;

async function isUnderWay(provider: Provider, request: Raw[0], response: Raw[1]): Promise<UnderWay | undefined> {
  try {
    return await provider.interactionDetails(request, response);
  } catch {
    return undefined; // no cookie of ours, or a sign-in that ended
  }
}

const signInOf = (body: unknown): string => {
  const signIn = typeof body === 'object' && body !== null && 'signIn' in body ? body.signIn : undefined;
  return typeof signIn === 'string' ? signIn : '';
};
const agencyNamed = (key: string): string => demoAgencies.find((agency) => agency.key === key)?.name ?? '';
const sendPage = (reply: FastifyReply, html: string): FastifyReply =>
  reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(html);
