"""A guild's sign-in server: oidc-provider-mock, which is made of Authlib and Flask.

It runs with the packages of requirements.txt. Clients and members come as JSON in GUILD. It makes
a new key at each start.
"""

import json
import os

import oidc_provider_mock
from oidc_provider_mock import User
from oidc_provider_mock._storage import Client, storage

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
guild = json.loads(os.environ["GUILD"])
members = [User(sub=name, claims=claims) for name, claims in guild["members"].items()]
app = oidc_provider_mock.app(
    require_client_registration=True, require_nonce=True, user_claims=members
)
with app.test_request_context():
    app.preprocess_request()
    for each in guild["clients"]:
        client = Client(
            id=each["client_id"],
            secret=each["client_secret"],
            redirect_uris=each["redirect_uris"],
            allowed_scopes=("openid", "membership"),
            token_endpoint_auth_method=each["token_endpoint_auth_method"],
        )
        storage.store_client(client)
app.run("127.0.0.1", guild["port"], debug=False, threaded=True)
