import { Injectable, type LoggerService } from '@nestjs/common';
import { pino, type Logger as Pino } from 'pino';
import type { LogLevel } from './configuration.js';

/** What a line may carry beside its message. Anything else is left out: a log names no person, and repeats no value that was sent. */
const ALLOWED = ['event', 'address', 'signal', 'code', 'process'] as const;
/** The framework's own account of how it puts itself together. */
const FRAMEWORK = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'GraphQLModule',
]);

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/** JSON lines on stderr; stdout is for people. */
@Injectable()
export class JsonLines implements LoggerService {
  private readonly pino: Pino;

  constructor(level: LogLevel, destination: { write(line: string): void } = pino.destination({ dest: 2, sync: true })) {
    this.pino = pino(
      {
        level,
        base: { process: process.pid },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      destination,
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest hands over a message, then perhaps a stack, then perhaps where it comes from. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const words = rest.filter((one) => typeof one === 'string');
    const context = words.findLast((one) => !one.includes('\n'));
    const stack = words.find((one) => one.includes('\n'));
    const fault = message instanceof Error ? message : rest.find((one) => one instanceof Error);
    const quietly = level === 'info' && context !== undefined && FRAMEWORK.has(context) ? 'debug' : level;
    this.pino[quietly](
      { ...allowed(message), ...allowed(rest.find(isPlain)), ...faultWithoutWords(fault, stack), context },
      typeof message === 'string' ? message : undefined,
    );
  }
}

const isPlain = (one: unknown): one is Record<string, unknown> =>
  typeof one === 'object' && one !== null && !(one instanceof Error);

function allowed(fields: unknown): Record<string, unknown> {
  if (!isPlain(fields)) return {};
  return Object.fromEntries(ALLOWED.filter((name) => name in fields).map((name) => [name, fields[name]]));
}

/** An error's message may repeat a value (PostgreSQL's do), so a line has its kind, its code and the way it took. */
function faultWithoutWords(fault: Error | undefined, stack: string | undefined): Record<string, unknown> {
  const trace = fault?.stack ?? stack;
  if (!trace) return {};
  const code = (fault as { code?: unknown } | undefined)?.code;
  const frames = trace.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    fault: fault?.name,
    ...(typeof code === 'string' && { code }),
    trace: frames.slice(0, 12).map((line) => line.trim()),
  };
}
