import { examples, tabOf } from './examples.js';

/** Scripts and styles come from this server only, so that the page works without a way to the internet. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The editor sets styles from its code.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SCRIPTS = ['react.js', 'react-dom.js', 'graphql-ws.js', 'graphiql.js', 'start.js'];

export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>caopan GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css">
<link rel="stylesheet" href="/graphiql/page.css">
<div id="graphiql">Loading…</div>
${SCRIPTS.map((name) => `<script src="/graphiql/${name}"></script>`).join('\n')}
</html>
`;

export const STYLE = 'html, body, #graphiql { height: 100%; margin: 0; }\n';

/** Runs in the browser. Queries go by POST, subscriptions by a socket with the same authorization. */
export const START_SCRIPT = `const { GraphiQL, React, ReactDOM, graphqlWs } = window;
const examples = ${JSON.stringify(examples.map(tabOf))};

/** A header left empty is as good as none; an empty authorization would be refused. */
const given = (headers) => Object.fromEntries(Object.entries(headers ?? {}).filter(([, value]) => value));

async function post(parameters, headers) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...given(headers) },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

function subscribe(parameters, headers) {
  const { authorization, Authorization } = given(headers);
  const client = graphqlWs.createClient({
    url: location.origin.replace(/^http/, 'ws') + '/graphql',
    connectionParams: { authorization: authorization ?? Authorization },
    retryAttempts: 0,
  });
  return client.iterate(parameters);
}

function isSubscription(parameters, options) {
  const operations = options?.documentAST?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  const name = parameters.operationName;
  return operations.some((each) => each.operation === 'subscription' && (!name || each.name?.value === name));
}

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: (parameters, options) =>
      (isSubscription(parameters, options) ? subscribe : post)(parameters, options?.headers),
    defaultTabs: examples,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  }),
);
`;
