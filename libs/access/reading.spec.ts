import { describe, expect, it } from '@jest/globals';
import { somebody } from './example-actor.js';
import { readerOf } from './reading.js';

const practitioner = {
  ...somebody('CHARITY', 'PRACTITIONER'),
  services: [{ id: 'team', key: 'team', name: 'Team' }],
};

describe('A reader', () => {
  it('is somebody with their agency, their services and what their roles read', () => {
    expect(readerOf(practitioner)).toMatchObject({
      id: 'dana',
      agencyId: 'ours',
      services: ['team'],
      roles: ['PRACTITIONER'],
      auditor: false,
    });
    expect(readerOf(practitioner).sections).toContain('SESSIONS');
    expect(readerOf({ ...practitioner, roles: ['AUDITOR'] })).toMatchObject({ sections: [], auditor: true });
    expect(readerOf({ ...practitioner, roles: ['PRACTITIONER', 'AUDITOR'] }).auditor).toBe(true);
  });

  it('has nothing open in an emergency, nobody asked what is shut to them, and they ask about no record, where nothing is said of that', () => {
    expect(readerOf(practitioner)).toMatchObject({ opened: [], barred: null, record: null });
    const record = { oversees: 'AUDITS', of: 'one' } as const;
    expect(readerOf(practitioner, { opened: ['one'], barred: ['two'], record })).toMatchObject({
      opened: ['one'],
      barred: ['two'],
      record,
    });
  });
});
