/** The explorer: GraphiQL as its makers built it, from this machine's own files. */
export const explorerPage = (isDemo: boolean): string => `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>Explorer – Handrail</title><link rel="stylesheet" href="/explorer/graphiql.css">
<style>body{margin:0;height:100vh;display:flex;flex-direction:column;font:1rem/1.5 system-ui,sans-serif}
#who{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;padding:.5rem 1rem;background:#00663d;color:#fff}#who a{color:#fff}
#who select{font:inherit;max-width:100%}#explorer{flex:1;min-height:0}</style></head>
<body><header id="who"><strong>Handrail</strong> ${isDemo ? SIGN_IN : HEADERS}<span id="said" role="status"></span><a href="/">Start page</a></header>
<main id="explorer"></main>
<script src="/explorer/react.js"></script><script src="/explorer/react-dom.js"></script>
<script src="/explorer/graphiql.js"></script><script src="/explorer/explorer.js"></script></body></html>
`;

const SIGN_IN = '<label for="sign-in">You are</label> <select id="sign-in"></select>';
const HEADERS = '<span>Put your token below, under Headers: {"authorization": "Bearer …"}</span>';

/** Runs in the browser: a token for whoever is chosen, sent with every request. */
export const explorerScript = `'use strict';
const chooser = document.getElementById('sign-in');
const said = document.getElementById('said');
const root = ReactDOM.createRoot(document.getElementById('explorer'));
const DEFAULT_QUERY = '{\\n  me {\\n    name\\n    roles\\n    agency {\\n      key\\n      name\\n    }\\n  }\\n}\\n';
const CHOSEN = 'handrail.sign-in'; // for this tab only: a shared computer keeps nobody
let token = Promise.resolve(undefined);
const signIn = async () => {
  const answer = await fetch('/idp/demo-token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ signIn: chooser.value }),
  });
  said.textContent = answer.ok ? '' : 'This sign-in did not work. Choose another.';
  return (await answer.json()).access_token;
};
const fetcher = async (request, options) => {
  const bearer = await token;
  const answer = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...(bearer ? { authorization: 'Bearer ' + bearer } : {}),
      ...(options && options.headers),
    },
    body: JSON.stringify(request),
  });
  return answer.json();
};
// A key of their own: what the last person was answered leaves the screen with them.
const show = (who) =>
  root.render(React.createElement(GraphiQL, { key: who, fetcher, defaultQuery: DEFAULT_QUERY }));
const become = () => {
  sessionStorage.setItem(CHOSEN, chooser.value);
  token = signIn();
  show(chooser.value);
};
const start = async () => {
  if (chooser) {
    const people = await (await fetch('/idp/demo-sign-ins')).json();
    for (const { signIn, name, role, agency } of people) {
      const words = name + ', ' + role.toLowerCase().replaceAll('_', ' ') + ', ' + agency;
      chooser.append(new Option(words, signIn));
    }
    const kept = sessionStorage.getItem(CHOSEN);
    if (people.some(({ signIn }) => signIn === kept)) chooser.value = kept;
    chooser.addEventListener('change', become);
    return become();
  }
  show('');
};
void start();
`;
