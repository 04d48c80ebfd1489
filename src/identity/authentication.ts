import { Injectable, Logger } from '@nestjs/common';
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Actor, AgencyService } from '../../libs/access/actor.js';
import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { wasOutdated } from '../database/actor-settings.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { Unauthenticated, Unavailable } from '../errors/handrail-error.js';
import { Configuration } from '../operations/configuration.js';
import { NowAndThen } from '../operations/now-and-then.js';
import { demoKeys, publicPart } from './demo-keys.js';

/** Only signatures with a public key: a shared secret or none would let the reader write. */
const ALGORITHMS = ['ES256', 'ES384', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'];
const CLOCK_SKEW_SECONDS = 60;
/**
 * Who a person is may be this old: a new role, service or name shows by then. Whoever is made inactive, or loses a role, reads and changes
 * nothing from that moment all the same: each transaction asks anew (see database/actor-settings), and who they are is then looked up
 * again. Training is not remembered at all.
 */
const FRESH_FOR_MS = 2000;
const AT_MOST = 5000;
/** Its keys, and a token by them, are each believed for so long: a key that it withdraws opens nothing after twice that. */
const LOOK_AGAIN_AFTER_MS = 5 * 60_000;
const NO_ISSUER = 'The issuer of OIDC_ISSUER does not answer as itself: nobody can sign in';

const WHO = named(
  'who-is-calling',
  `select p.id, 'PERSON' as kind, p.name, p.email, a.id as agency_id, a.key, a.name as agency_name, a.kind as agency_kind,
     array(select r.role from person_role r where r.person_id = p.id order by r.role) as roles,
     coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'key', s.key, 'name', s.name) order by s.id)
       from person_service m join service s on s.id = m.service_id and s.agency_id = a.id where m.person_id = p.id), '[]') as services
   from person p join agency a on a.id = p.agency_id where p.email = $1 and p.active and a.active
   union all
   select m.id, 'CLIENT', m.name, null, a.id, a.key, a.name, a.kind, array[m.role], '[]'
   from machine_client m join agency a on a.id = m.agency_id where m.client_id = $2 and m.active and a.active
   limit 1`,
);
const STILL_THERE = named(
  'still-there',
  `select from person p join agency a on a.id = p.agency_id where p.id = $1 and p.active and a.active
   union all select from machine_client m join agency a on a.id = m.agency_id where m.id = $1 and m.active and a.active`,
);
interface WhoRow {
  id: string;
  kind: Actor['kind'];
  name: string;
  email: string | null;
  agency_id: string;
  key: string;
  agency_name: string;
  agency_kind: AgencyKind;
  roles: Role[];
  services: AgencyService[];
}

/** From a bearer token to the person or machine client behind it. Tokens always go by real time. */
@Injectable()
export class Authentication {
  private readonly log = new Logger(Authentication.name);
  private keys: Promise<JWTVerifyGetKey> | undefined;
  private readonly accepted = new Map<string, { payload: JWTPayload; lookedAt: number }>();
  private readonly recent = new Map<string, { actor: Actor; at: number }>();

  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
  ) {}

  /**
   * @throws Unauthenticated for every token that is not accepted, without saying why
   * @throws Unavailable     when the issuer's keys cannot be had just now
   */
  async authenticate(authorization: string | undefined): Promise<Actor> {
    const [, token] = /^Bearer ([\w~+/.-]+=*)$/i.exec(authorization ?? '') ?? [];
    if (!token) throw new Unauthenticated();
    const { email, client } = whoIsNamed(await this.verified(token));
    if (email === null && client === null) throw new Unauthenticated();
    return this.actor(email, client);
  }

  /** Where nothing is read of any referral: whoever was made inactive a moment ago is not told who they were. @throws Unauthenticated */
  async mustStillBeThere({ id }: Pick<Actor, 'id'>): Promise<void> {
    if ((await this.database.referenceRows(STILL_THERE, [id])).length === 0) throw new Unauthenticated();
  }

  /** A token that was found good stays so for a while: its signature is looked at now and then, not at every request. */
  private async verified(token: string): Promise<JWTPayload> {
    const known = this.accepted.get(token);
    const now = performance.now();
    if (
      known &&
      now - known.lookedAt < LOOK_AGAIN_AFTER_MS &&
      (known.payload.exp ?? 0) + CLOCK_SKEW_SECONDS > Date.now() / 1000
    )
      return known.payload;
    const payload = await this.looked(token);
    if (this.accepted.size >= AT_MOST) this.accepted.clear();
    this.accepted.set(token, { payload, lookedAt: now });
    return payload;
  }

  private async looked(token: string): Promise<JWTPayload> {
    const keySet = await this.keySet();
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer: this.configuration.oidcIssuer,
        audience: this.configuration.oidcAudience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      throw isTheToken(error) ? new Unauthenticated() : this.unreachable(error);
    }
  }

  private async actor(email: string | null, client: string | null): Promise<Actor> {
    const who = `${email ?? ''}\n${client ?? ''}`;
    const known = this.recent.get(who);
    // Forgotten first: somebody may ask again while they are looked up.
    if (known && wasOutdated(known.actor)) this.recent.delete(who);
    else if (known && performance.now() - known.at < FRESH_FOR_MS) return known.actor;
    const [row] = await this.database.referenceRows<WhoRow>(WHO, [email, client]);
    if (!row || row.roles.length === 0) throw new Unauthenticated();
    const actor: Actor = {
      id: row.id,
      kind: row.kind,
      name: row.name,
      email: row.email,
      agency: { id: row.agency_id, key: row.key, name: row.agency_name, kind: row.agency_kind },
      roles: row.roles,
      services: row.services,
    };
    if (this.recent.size >= AT_MOST) this.recent.clear();
    this.recent.set(who, { actor, at: performance.now() });
    return actor;
  }

  private keySet(): Promise<JWTVerifyGetKey> {
    this.keys ??= this.findKeys().catch((error: unknown) => {
      this.keys = undefined;
      throw error;
    });
    return this.keys;
  }

  /** The demo issuer's keys are at hand; another issuer says where its are. */
  private async findKeys(): Promise<JWTVerifyGetKey> {
    if (this.configuration.demoIssuer) {
      return createLocalJWKSet({ keys: [publicPart((await demoKeys(this.configuration.dataDir)).issuer)] });
    }
    try {
      return createRemoteJWKSet(await discovered(this.configuration.oidcIssuer), { cacheMaxAge: LOOK_AGAIN_AFTER_MS });
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private readonly silences = new NowAndThen();
  /** Said in the log, now and then: whoever runs the server sees nothing of it elsewhere. */
  private unreachable(error: unknown): Unavailable {
    if (this.silences.isTimeToSay(NO_ISSUER)) this.log.error(NO_ISSUER, error);
    return new Unavailable('the issuer of sign-ins');
  }
}

/** Where an issuer says that its keys are. @throws Error when it does not answer, or as another */
export async function discovered(issuer: string): Promise<URL> {
  const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(place, { signal: AbortSignal.timeout(5000) });
  const said = (await response.json()) as { issuer?: string; jwks_uri?: string };
  // OpenID Connect Discovery section 4.3: who answers must be who was asked.
  if (!response.ok || said.issuer !== issuer || !said.jwks_uri)
    throw new Error('Discovery answers for another issuer than OIDC_ISSUER, or without keys');
  return new URL(said.jwks_uri);
}

/** A person by e-mail address, or a client that speaks for itself: a person's token names a client too, and must not pass as it. */
function whoIsNamed({ email, email_verified, client_id, sub }: JWTPayload): {
  email: string | null;
  client: string | null;
} {
  // Some issuers say true in a word; whatever else they say of an address, they do not vouch for it. No database knows U+0000.
  const vouched = [undefined, true, 'true'].includes(email_verified as string | boolean | undefined);
  if (typeof email === 'string')
    return { email: vouched && !email.includes('\u0000') ? email.toLowerCase() : null, client: null };
  return { email: null, client: typeof client_id === 'string' && client_id === sub ? client_id : null };
}

/** Whether the token is at fault; otherwise the issuer could not be asked, or answered with no keys. */
const isTheToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
  error.code !== 'ERR_JOSE_GENERIC';
