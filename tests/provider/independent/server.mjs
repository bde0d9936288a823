// A guild's sign-in server: oidc-provider of npm, with its own pages for signing in and consent.
// It runs in the folder of its packages. Keys, clients and members come as JSON in GUILD.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const program = createRequire(`${process.cwd()}/`).resolve("oidc-provider");
const { Provider } = await import(pathToFileURL(program));
const { port, keys, clients, members, everythingInTheToken } = JSON.parse(process.env.GUILD);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys },
  clients,
  scopes: ["openid", "membership"],
  claims: { membership: ["member_status", "member", "groups", "is_member"] },
  conformIdTokenClaims: !everythingInTheToken,
  enabledJWA: {
    idTokenSigningAlgValues: ["RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA"],
  },
  cookies: { keys: ["of a guild"] },
  findAccount: (context, id) =>
    members[id] && { accountId: id, claims: () => ({ sub: id, ...members[id] }) },
});
provider.listen(port, "127.0.0.1");
