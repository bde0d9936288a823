"""The program: its database is made anew where there is none."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from tests.provider import members

application = get_wsgi_application()


def fill():
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 - once the apps are there
    from django.contrib.auth.models import User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    for name in members.MEMBERS:
        if not User.objects.filter(username=name).exists():
            User.objects.create_user(name, f"{name}@tin.example", members.PASSWORD)
    for path, client in (
        ("oidc/tin/login", members.CLIENT),
        ("oidc/lead/login", members.CARELESS),
        ("orcid", members.ORCID),
    ):
        back = f"{os.environ['PROVIDER_CLIENT']}/accounts/{path}/callback/"
        made, _ = Client.objects.get_or_create(
            pk=client,
            defaults={"name": "Open statement", "scopes": "openid\nmembership"},
        )
        made.set_redirect_uris([back])
        made.set_secret(members.SECRET)
        made.save()


fill()
