import { inWords } from '../../libs/access/vocabulary.js';
import { agencyOf, demoAgencies, demoClient, demoPeople } from '../agencies/demo-people.js';
import { pathways } from '../../libs/pathways/index.js';
import { inHtml, page } from './page.js';

/** What runs here, and where to go next. */
export function startPage(isDemo: boolean): string {
  const ways = [...pathways.values()].map(
    ({ title, key, version }) =>
      `<li><a href="/pathways/${key}">${inHtml(title)}</a> (<code>${key}</code>, ${version}): its states, actions and deadlines</li>`,
  );
  return page(
    'What runs here',
    `<h1>One safeguarding referral, carried from agency to agency</h1>
<p>This server carries referrals between schools, police, social care and charities. At every moment somebody holds the risk, and every
step stands in a record that can be checked.</p>
<h2>Where to go</h2>
<ul><li><a href="/graphql">Explorer</a>: ask, and take actions, in the browser; <code>notices</code> is what
your role is told, such as a deadline that ran out or a hand-off that was declined</li>
<li><a href="/schema.graphql">Schema</a>: everything that can be asked and done, in words</li>
<li><a href="/readyz">Readiness</a> and <a href="/metrics">measurements</a>, for those who run it</li></ul>
<h2>Pathways</h2><ul>${ways.join('\n')}</ul>
${isDemo ? signIns() : '<p>Sign in at your own organisation; its token opens the API.</p>'}`,
  );
}

function signIns(): string {
  const rows = [
    ...demoPeople.map(({ email, name, role }) => row(email, name, role, agencyOf(email))),
    row(demoClient.clientId, demoClient.name, demoClient.role, demoClient.agency),
  ];
  return `<h2>Demo sign-ins</h2><p>Every person here is invented, so there is no password. Choose one in the explorer, or print a token:</p>
<p><code>npm run -s handrail -- token dsl@northgate.example</code></p>
<table role="table" class="stacks"><caption>Who you can be</caption><thead><tr role="row"><th scope="col">Sign-in</th><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Agency</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function row(signIn: string, name: string, role: string, agencyKey: string): string {
  const agency = demoAgencies.find(({ key }) => key === agencyKey)?.name ?? '';
  const cells = [`<code>${inHtml(signIn)}</code>`, inHtml(name), inHtml(inWords(role)), inHtml(agency)];
  return `<tr role="row">${cells.map((cell) => `<td role="cell">${cell}</td>`).join('')}</tr>`;
}
