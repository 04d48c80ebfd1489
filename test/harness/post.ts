import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

const agent = new Agent({ keepAlive: true });

export interface Posted {
  status: number;
  headers: Headers;
  raw: string;
}

/** One POST, answered whole. The tests ask so often that what `fetch` does beside it would be a tenth of their time. */
export async function post(address: string, headers: Record<string, string>, body: string): Promise<Posted> {
  const message = Buffer.from(body);
  return new Promise((resolve, reject) => {
    const asked = request(
      address,
      { method: 'POST', agent, headers: { ...headers, 'content-length': message.length } },
      (answer) => {
        const { statusCode: status = 0, headersDistinct } = answer;
        const told = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        text(answer).then((raw) => resolve({ status, headers: new Headers(told), raw }), reject);
      },
    );
    asked.on('error', reject);
    asked.end(message);
  });
}
