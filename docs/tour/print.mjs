/**
 * Walks the tour on a running demonstration and prints docs/tour.md with the answers it got. Fails at the first
 * step that does not answer as a reader would expect.
 *
 *   npm start                 in one terminal
 *   npm run print:tour        in another
 */
import { writeFile } from 'node:fs/promises';
import { steps } from './steps.mjs';

const url = process.env.CAOPAN_URL ?? 'http://127.0.0.1:4000';
const password = process.env.DEMO_PASSWORD ?? 'seven lanterns by the canal';
const OUTPUT = new URL('../tour.md', import.meta.url);

const tokens = new Map();
const known = { password, cutoff: '2026-10-31' };

async function graphql(role, query, variables) {
  const headers = { 'content-type': 'application/json' };
  if (role) headers.authorization = `Bearer ${await tokenOf(role)}`;
  const body = JSON.stringify({ query, variables });
  return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json();
}

async function tokenOf(role) {
  if (!tokens.has(role)) {
    const { data } = await graphql(null, steps[0].query, {
      email: `${role}@demo.caopan.example`,
      password,
    });
    if (!data?.signIn.session) throw new Error(`${role} can't sign in: ${JSON.stringify(data)}`);
    tokens.set(role, data.signIn.session.accessToken);
  }
  return tokens.get(role);
}

/** What the steps need of the demonstration and the clock. */
async function prepare() {
  const day = (offset) =>
    new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
  const instant = (minutes) => {
    const shifted = new Date(Date.now() + 8 * 3_600_000 + minutes * 60_000);
    return `${shifted.toISOString().slice(0, 19)}+08:00`;
  };
  const viewer = async (role) =>
    (await graphql(role, '{ viewer { current { merchantId operatorId } } }')).data.viewer.current;
  const { merchantId } = await viewer('merchant-owner');
  const { operatorId } = await viewer('operator');
  const { data } = await graphql(
    'administrator',
    'query ($id: ID!) { merchant(id: $id) { merchantCode } }',
    {
      id: merchantId,
    },
  );
  Object.assign(known, {
    merchantId,
    operatorId,
    merchantCode: data.merchant.merchantCode,
    today: day(0),
    inThirtyDays: day(30),
    sessionCode: `TOUR${Date.now().toString(36).toUpperCase()}`,
    // Within the grace of a claim, so that the tour need not wait for the session to happen.
    sessionStart: instant(-5),
    sessionEnd: instant(-1),
  });
}

async function answerOf(step) {
  if (step.upload) {
    const rows = step.upload.rows(known).join('\r\n');
    const answer = await fetch(`${url}/feed/${step.upload.dataset}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${await tokenOf(step.role)}` },
      body: `${rows}\r\n`,
    });
    return { body: await answer.json(), status: answer.status, rows };
  }
  for (let tries = 0; ; tries += 1) {
    const body = await graphql(step.role, step.query, step.variables?.(known));
    if (!step.waitFor || (body.data && step.waitFor(body.data)) || tries === 300) return { body };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function check(step, { body, status }) {
  const text = JSON.stringify(body);
  if (step.upload && status !== 202) throw new Error(`${step.title}: ${status} ${text}`);
  if (Boolean(body.errors) !== Boolean(step.refused)) throw new Error(`${step.title}: ${text}`);
  if (/"userErrors":\[\{/.test(text)) throw new Error(`${step.title}: ${text}`);
}

function render(step, number, { body, status, rows }) {
  const lines = [`## ${number}. ${step.title}`, '', step.text, ''];
  if (step.role) lines.push(`Signed in as \`${step.role}@demo.caopan.example\`.`, '');
  if (step.upload) {
    lines.push('```sh', `curl -X POST ${url}/feed/${step.upload.dataset} \\`);
    lines.push(
      '  -H "Authorization: Bearer $TOKEN" -H "Content-Type: text/csv" --data-binary @- <<CSV',
    );
    lines.push(rows.replaceAll('\r\n', '\n'), 'CSV', '```', '', `Answer (${status}):`, '');
    return [...lines, '```json', JSON.stringify(body, null, 2), '```', ''];
  }
  lines.push('```graphql', step.query, '```', '');
  const variables = step.variables?.(known);
  if (variables) lines.push('```json', JSON.stringify(variables, null, 2), '```', '');
  const shown = body.data && step.show ? step.show(body.data) : (body.data ?? body.errors);
  return [...lines, 'Answer:', '', '```json', JSON.stringify(shown, null, 2), '```', ''];
}

await prepare();
const output = [
  '# Ten minutes with caopan',
  '',
  'The main job from end to end: load the feed → log and verify sessions → score → rank → explain. Start with',
  '`npm ci && npm start`, open `/graphiql` (or use any client at `/graphql`) and follow along. Printed by',
  '`npm run print:tour` from a running demonstration: ids and times are those of that run, yours differ.',
  '',
];
for (const [index, step] of steps.entries()) {
  const answer = await answerOf(step);
  check(step, answer);
  Object.assign(known, step.keep?.(answer.body.data ?? answer.body));
  output.push(...render(step, index + 1, answer));
}
await writeFile(OUTPUT, output.join('\n'));
console.log(`${steps.length} steps, written to docs/tour.md`);
