import { readFileSync } from 'node:fs';

/**
 * The baseline of the upload: the same calls as a plain script would make them, with `fetch` and `FormData`, lines cut
 * by their line ends and nothing checked.
 */
const { PLAIN_TENANT_ID, PLAIN_CLIENT_ID, PLAIN_JOB_ID, PLAIN_CLIENT_SECRET } = process.env;
const [path = '', size = '499'] = process.argv.slice(2);
const answer = await fetch(`https://login.microsoftonline.com/${PLAIN_TENANT_ID}/oauth2/v2.0/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: PLAIN_CLIENT_ID ?? '',
    client_secret: PLAIN_CLIENT_SECRET ?? '',
    scope: 'https://microsoft.onmicrosoft.com/86dfdabb-5089-4a0c-880a-cfa5a790c5b1/.default',
  }),
});
const { access_token: token } = await answer.json();
const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
let calls = 0;
for (let from = 0; from < lines.length; from += Number(size)) {
  const form = new FormData();
  form.append(
    'file',
    new Blob([`${[header, ...lines.slice(from, from + Number(size))].join('\n')}\n`]),
    'hr.csv',
  );
  const url = `https://webhook.ingestion.office.com/api/signals?jobid=${PLAIN_JOB_ID}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  if (!response.ok) throw new Error(`call ${calls + 1} answered ${response.status}`);
  calls += 1;
}
process.stdout.write(`${calls}\n`);
