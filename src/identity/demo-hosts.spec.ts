import { describe, expect, it } from '@jest/globals';
import { isDemoHost } from './demo-hosts.js';

describe('the demo', () => {
  const configuration = { host: 'demo.school.example', oidcIssuer: 'http://issuer.school.example:3000/idp' };

  it.each([
    'localhost',
    'localhost:3000',
    'a.localhost',
    '127.0.0.1:3000',
    '[::1]:3000',
    '192.168.1.20',
    'DEMO.school.example',
    'issuer.school.example:3000',
  ])('answers under %s', (name) => expect(isDemoHost(name, configuration)).toBe(true));

  it.each([
    'attacker.example',
    '127.0.0.1.attacker.example:3000',
    'localhost.attacker.example',
    'a@attacker.example',
    '',
    undefined,
  ])('answers nobody under %s, a name that a page elsewhere may lead here', (name) =>
    expect(isDemoHost(name, configuration)).toBe(false),
  );
});
