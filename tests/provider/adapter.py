from allauth.idp.oidc.adapter import DefaultOIDCAdapter

from tests.provider.members import CARELESS, MEMBERS, ORCID, ORCIDS


class Adapter(DefaultOIDCAdapter):
    """Tells of a member whether they are one, to whoever asks for ``membership``."""

    scope_display = {**DefaultOIDCAdapter.scope_display, "membership": "Whether you are a member"}

    def get_user_sub(self, client, user):
        return ORCIDS[user.username] if client.pk == ORCID else super().get_user_sub(client, user)

    def get_claims(self, purpose, user, client, scopes, email=None, **more):
        claims = super().get_claims(purpose, user, client, scopes, email, **more)
        if "membership" in scopes:
            claims |= {"member_status": MEMBERS[user.username], "guild": "tin"}
        return claims

    def populate_id_token(self, id_token, client, scopes, **more):
        if client.pk == CARELESS:
            id_token["aud"] = "somebody-else"
