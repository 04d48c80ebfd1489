import { Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail } from '../../test/harness/http.js';

describe('what a browser gets', () => {
  let handrail: Handrail;
  beforeAll(async () => {
    handrail = await Handrail.start();
  });
  afterAll(() => handrail.stop());
  const opened = (path: string): Promise<Response> =>
    fetch(`${handrail.address}${path}`, { headers: { accept: 'text/html' } });

  it('leads from the start page to each pathway’s documentation', async () => {
    const [, path] = /href="(\/pathways\/[^"]+)"/.exec(await (await opened('/')).text()) ?? [];
    const document = await opened(path ?? '');

    expect(document.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await document.text()).toMatch(/^# A nude or semi-nude shared at school\n[\s\S]*### `coSignLocalResponse`/);
  });

  it('knows no pathway that is not there, and has no icon to send', async () => {
    expect((await opened('/pathways/..%2Fdecisions')).status).toBe(404);
    expect((await opened('/favicon.ico')).status).toBe(204);
  });

  it('runs an explorer that a browser can read', async () => {
    const script = await (await opened('/explorer/explorer.js')).text();
    expect(new Script(script)).toBeDefined();
  });
});
