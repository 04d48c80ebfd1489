import { inWords } from '../../libs/access/vocabulary.js';
import { agencyOf, demoAgencies, demoPeople } from '../agencies/demo-people.js';
import { inHtml } from '../console/page.js';

const STYLE = `body{font:1.1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#0b0c0c;background:#fff}
fieldset{border:0;padding:0;margin:0}legend,h1{font-size:1.6rem;font-weight:700;margin:0 0 1rem}label{display:block;padding:.4rem 0}
button{font:inherit;font-weight:700;padding:.5rem 1.2rem;margin-top:1rem;border:0;background:#00663d;color:#fff;cursor:pointer}
:focus-visible{outline:3px solid #fd0;outline-offset:2px;box-shadow:0 0 0 5px #0b0c0c}`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Handrail demo</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>
`;

/** Where somebody chooses whom to be. There is no password: every person is invented. */
export function signInPage(): string {
  const people = demoPeople.map(({ email, name, role }, place) => {
    const agency = demoAgencies.find(({ key }) => key === agencyOf(email))?.name ?? '';
    const words = `${name}, ${inWords(role)}, ${agency}`;
    return `<label><input type="radio" name="signIn" value="${inHtml(email)}"${place === 0 ? ' checked' : ''}> ${inHtml(words)} (${inHtml(email)})</label>`;
  });
  return page(
    'Sign in',
    `<form method="post"><fieldset><legend>Who do you want to be?</legend>
<p>Every person here is invented, so there is no password.</p>
${people.join('\n')}</fieldset><button>Sign in</button></form>`,
  );
}

/** Says what to do, and nothing of what was sent. */
export const faultPage = (): string =>
  page(
    'Sign in again',
    '<h1>This sign-in did not work</h1><p>It is too old, or it was not begun here. Go back and sign in again.</p>',
  );
