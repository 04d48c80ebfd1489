/** Text as it may stand in HTML. */
export const inHtml = (raw: string): string => raw.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);

/** Nothing from another machine, nothing inside a frame, nothing kept. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const STYLE = `:root{color-scheme:light}body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;color:#0b0c0c;background:#fff}
header{background:#00663d;color:#fff}header p{font-size:1.4rem;font-weight:700}header p,main,footer{max-width:60rem;margin:0 auto;padding:1rem}
a{color:#1a5276}h1{font-size:2rem;line-height:1.2}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:700;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #b1b4b6}code{font-size:1rem;overflow-wrap:break-word}
@media (max-width:40rem){.stacks thead{position:absolute;left:-99rem}.stacks tr,.stacks td{display:block}
.stacks td{border:0;padding:0}.stacks tr{border-bottom:1px solid #b1b4b6;padding:.5rem 0}}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}:focus-visible{outline:3px solid #fd0;box-shadow:0 0 0 5px #0b0c0c}`;

/** A page of the console. */
export const page = (title: string, main: string): string => `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>${inHtml(title)} – Handrail</title><style>${STYLE}</style></head>
<body><a class="skip" href="#main">Skip to main content</a><header><p>Handrail</p></header>
<main id="main">${main}</main></body></html>
`;
