import { describe, expect, it } from '@jest/globals';
import { JsonLines } from './logging.js';

function linesOf(work: (log: JsonLines) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  work(new JsonLines('info', { write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a line of the log', () => {
  it('is JSON with its level, time, words and where it comes from', () => {
    const [line] = linesOf((log) => log.log('Ready', 'Server'));
    expect(line).toMatchObject({
      level: 'info',
      msg: 'Ready',
      context: 'Server',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('carries what is allowed and leaves out the rest', () => {
    const [line] = linesOf((log) =>
      log.warn({ event: 'request', code: 'INTERNAL', email: 'dsl@northgate.example', body: { name: 'Zebedee' } }),
    );
    expect(line).toMatchObject({ event: 'request', code: 'INTERNAL' });
    expect(JSON.stringify(line)).not.toMatch(/northgate|Zebedee/);
  });

  it('says of an error its kind, code and way, never its words', () => {
    const fault = Object.assign(new Error('Key (name)=(Zebedee) already exists'), { code: '23505' });
    for (const line of linesOf((log) => {
      log.error(fault);
      log.error('The job failed', fault.stack, 'ClockWorker');
      log.error('The job failed', fault);
    })) {
      expect(line).toMatchObject({ level: 'error', trace: expect.arrayContaining([expect.stringMatching(/^at /)]) });
      expect(JSON.stringify(line)).not.toContain('Zebedee');
    }
  });
});
