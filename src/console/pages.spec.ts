import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { Handrail } from '../../test/harness/http.js';

let handrail: Handrail;
beforeAll(async () => {
  handrail = await Handrail.start();
});
afterAll(() => handrail.stop());

describe('another name for this machine', () => {
  const under = (host: string, path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request(`${handrail.address}${path}`, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on('error', reject).end();
    });

  it.each([
    '/idp/demo-sign-ins',
    '/%69dp/demo-sign-ins',
    '/idp/.well-known/openid-configuration',
    '/',
    '/explorer/explorer.js',
  ])('leads to no sign-in at %s', async (path) => {
    expect([await under('attacker.example', path), await under('localhost', path)]).toEqual([421, 200]);
  });

  it('leads to what needs no sign-in', async () => {
    expect(await under('attacker.example', '/graphql?query={me{id}}')).toBe(400);
    expect(await under('attacker.example', '/livez')).toBe(200);
  });
});

describe('pages', () => {
  const opened = (path: string): Promise<Response> =>
    fetch(`${handrail.address}${path}`, { headers: { accept: 'text/html' } });

  it('serves the schema in words', async () => {
    const text = await (await opened('/schema.graphql')).text();
    expect(text).toContain('submitReferral(');
  });

  it.each(['/', '/graphql'])('serves %s from this machine alone', async (path) => {
    const page = await opened(path);
    const html = await page.text();
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
    expect(html).toContain('lang="en-GB"');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it.each(['graphiql.js', 'graphiql.css', 'react.js', 'react-dom.js', 'explorer.js'])(
    'has %s at hand',
    async (file) => {
      const answer = await opened(`/explorer/${file}`);
      expect([answer.status, (await answer.text()).length > 1000]).toEqual([200, true]);
    },
  );
});
