import { Internal, NotFound } from './handrail-error.js';

const WORDS: Record<number, string> = {
  404: 'There is nothing under this address. The API is at /graphql, where this process serves it.',
  405: 'GraphQL is asked with POST, or a query with GET.',
  408: 'This request did not arrive whole in time. Send it again.',
  413: 'This request is too large. The largest is one megabyte.',
  414: 'This address is too long.',
  415: 'This content type is not read here. Send application/json.',
  421: 'The demo answers under this machine’s own names only. Open the address that it printed, or set HOST to this name.',
  431: 'The headers of this request are too large.',
};
const UNREADABLE = 'This request cannot be read. Send JSON with a query.';

/** A fault of HTTP itself, in the form of every other refusal: a code, a sentence, nothing of what was sent. */
export function faultOf(status: number): object {
  if (status >= 500) return asError(new Internal().message, new Internal().code);
  return asError(WORDS[status] ?? UNREADABLE, status === 404 ? CODE_NOT_FOUND : 'BAD_REQUEST');
}

const CODE_NOT_FOUND = new NotFound().code;
export const asError = (message: string, code: string, more: object = {}): object => ({
  message,
  extensions: { code, ...more },
});
