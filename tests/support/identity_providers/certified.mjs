// The certified provider (npm oidc-provider), made Swedish. Started by certified.py, which passes
// one JSON object as the only argument: { issuer, port, keys, portal, people, takesPost }.
// It writes one JSON object a line to stdout: {"event": "ready"} first, later what went wrong.

import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { issuer, port, keys, portal, people, takesPost } = JSON.parse(process.argv[2]);

const LOA3 = 'http://id.elegnamnden.se/loa/1.0/loa3';
const INFO = 'https://id.oidc.se/scope/naturalPersonInfo';
const NUMBER = 'https://id.oidc.se/scope/naturalPersonNumber';
const NUMBER_CLAIMS = [
  'https://id.oidc.se/claim/personalIdentityNumber',
  'https://id.oidc.se/claim/coordinationNumber',
];
const INFO_CLAIMS = ['name', 'given_name', 'family_name', 'birthdate'];

// stdout is for reports alone; the library's own notices go beside.
console.log = console.info = console.error;
const tell = (event, more = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);

const configuration = {
  clients: [portal],
  jwks: { keys },
  // Logout by POST comes from another site, so the provider wants SameSite=None for it. A browser
  // takes that only over https; a test that drives one therefore gets Lax and logout by GET.
  enableHttpPostMethods: takesPost,
  cookies: { keys: ['only for tests'], long: { sameSite: takesPost ? 'none' : 'lax' } },
  scopes: ['openid', INFO, NUMBER],
  claims: {
    openid: ['sub'],
    acr: null,
    auth_time: null,
    sid: null,
    iss: null,
    [INFO]: INFO_CLAIMS,
    [NUMBER]: NUMBER_CLAIMS,
  },
  acrValues: [LOA3],
  conformIdTokenClaims: false, // the number stands in the ID token too, as the Swedish profile says
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
  responseTypes: ['code'],
  pkce: { required: () => true },
  ttl: { IdToken: 300, AccessToken: 300, AuthorizationCode: 60, Grant: 600, Interaction: 600, Session: 3600 },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    jwtUserinfo: { enabled: true },
  },
  findAccount: (_, sub) => {
    const person = people.find((one) => one.claims.sub === sub);
    return person && { accountId: sub, claims: () => person.claims };
  },
  // Nobody is asked for consent: choosing a person is the whole interaction.
  loadExistingGrant: async (ctx) => {
    const { client, session, params, provider } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    grant.addOIDCClaims(['acr', 'auth_time', ...INFO_CLAIMS, ...NUMBER_CLAIMS]);
    await grant.save();
    return grant;
  },
  // The usual fetch refuses loopback, where the portal under test stands.
  fetch: (url, { dispatcher, ...rest }) => fetch(url, rest),
};

const op = new Provider(issuer, configuration);
for (const name of ['backchannel.error', 'grant.error', 'userinfo.error', 'authorization.error', 'server_error']) {
  op.on(name, (...given) => {
    const error = given.find((one) => one instanceof Error);
    tell(name, { error: error?.message, detail: error?.error_detail ?? error?.cause?.message });
  });
}
op.on('backchannel.success', () => tell('backchannel.success'));

const page = (uid) => `<!doctype html><html lang="sv"><head><meta charset="utf-8">
<title>Välj person</title></head><body><main><h1>Välj person</h1>
<form method="post" action="/interaction/${uid}">${people
  .map((one) => `<button name="person" value="${one.key}">${one.claims.given_name}</button>`)
  .join('\n')}
<button name="person" value="">Avbryt</button></form></main></body></html>`;

const body = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
};

const interact = async (request, response, url) => {
  const { uid } = await op.interactionDetails(request, response);
  const given = request.method === 'POST' ? await body(request) : url.searchParams;
  if (!given.has('person')) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(uid));
    return;
  }
  const person = people.find((one) => one.key === given.get('person'));
  const result = person
    ? { login: { accountId: person.claims.sub, acr: LOA3, amr: ['fictional'] } }
    : { error: 'access_denied', error_description: 'the person cancelled' };
  await op.interactionFinished(request, response, result);
};

const answer = op.callback();
createServer((request, response) => {
  const url = new URL(request.url, issuer);
  if (!url.pathname.startsWith('/interaction/')) {
    answer(request, response);
    return;
  }
  interact(request, response, url).catch((error) => {
    tell('interaction.error', { error: error.message });
    response.writeHead(400).end('interaction');
  });
}).listen(port, '127.0.0.1', () => tell('ready'));

// The test run may die without a word; then this process ends with it.
process.stdin.resume().on('end', () => process.exit(0));
