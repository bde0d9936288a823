"""A site with a row for every address, and people of every role who ask for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from signatures import tokens
from signatures.actions.accounts import organizers
from signatures.models import Guild, Statement, Token
from signatures.models.statement import FormField
from signatures.tokens import link_hash, new_link
from tests.factories import (
    make_delivery,
    make_endorsement,
    make_guild,
    make_link,
    make_officer,
    make_organizer,
    make_signature,
    make_text,
    make_update,
    sign_in,
)
from tests.views.desk import test_every_change_is_logged  # it fills CASES
from tests.views.desk.posts import CASES

METHODS = ["guild_code", "guild_officer", "guild_roster", "guild_domain", "guild_sso"]
# One of a star works for something else: officer* of another guild, the others for another
# statement. The signer holds the e-mailed links of their own signature.
ROLES = ["nobody", "signer", "officer", "officer*", "viewer", "moderator", "moderator*"]
ROLES += ["editor", "editor*", "owner", "superuser"]
PURPOSES = {"confirm": "confirm", "manage": "manage", "unsubscribe": "manage", "asked": "audit"}
# These say by 503 that something else is unwell, or that a worker has not made the letter yet.
UNWELL = {"/healthz/deep", "/healthz/ready", "/<slug>/letter.pdf"}
# What stands in an address if nothing else is known.
VALUES = {
    "app_label": "signatures",
    "content_type_id": "1",
    "object_id": "1",
    "path": "logos/" + "0" * 32 + ".webp",
    "url": "nothing",
    "language": "en",
    "key": "x",
    "uidb36": "1",
    "provider_id": "x",
    "method": "guild_code",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


class Address(NamedTuple):
    route: str  # as in the URL configuration: /desk/<slug>/queue/<pk>/take/
    name: str
    kinds: dict[str, str]  # of its parameters: pk → int

    @property
    def is_about_guild(self) -> bool:
        return self.route.startswith(("/guilds/<slug>", "/members/", "/desk/guilds/<slug>"))


def addresses() -> list[Address]:
    return sorted(set(_walk(get_resolver().url_patterns)), key=lambda each: each.route)


def _walk(patterns, before="/") -> Iterator[Address]:
    for each in patterns:
        route = before + str(each.pattern).replace("^", "").removesuffix("$").removesuffix("\\Z")
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, route)
            continue
        route = re.sub(r"\(\?P<path>.*\.webp\)", "<path>", route)
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route.replace("\\", "")).rstrip("$")
        kinds = {name: kind for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route)}
        yield Address(re.sub(r"<\w+:", "<", route), each.name or "", Kinds(kinds))


class Kinds(dict):
    """A dictionary that can be in a set: equal ones stand in equal routes."""

    def __hash__(self):
        return hash(tuple(self.items()))


FIELDS = FormField.values  # the form asks for everything


class World:
    """The people, and one address after another with the rows it needs."""

    def __init__(self) -> None:
        self.guild = make_guild(slug="tin", methods=METHODS, members=1000)
        self.owner = make_organizer()
        self.officer = make_officer(self.guild).user
        users = {"owner": self.owner, "officer": self.officer}
        users["officer*"] = make_officer(make_guild(slug="lead", methods=METHODS)).user
        mine = make_text(slug="mine").statement
        for role in ("viewer", "moderator", "editor", "superuser"):
            users[role] = make_organizer(role)
        for role in ("moderator", "editor"):
            users[f"{role}*"] = make_organizer()
            organizers.change_role(
                users[f"{role}*"],
                role,
                limited_to=Statement.objects.filter(pk=mine.pk),
                by=self.owner,
            )
        self.viewer = users["viewer"]
        self.clients = {role: self._client(users.get(role)) for role in ROLES}

    def _client(self, user) -> Client:
        client = Client(HTTP_X_FORWARDED_FOR="192.0.2.7")  # from elsewhere, through nginx
        if user:
            user.refresh_from_db()
            sign_in(client, user, reauthenticated=True)
        return client

    @contextmanager
    def at(self, address: Address) -> Iterator[tuple[dict[str, str], dict[str, object]]]:
        """Make the rows of ``address``; give its path for each role, and the form. Then undo."""
        with undone():
            if address.name in CASES:
                if address.name.startswith("desk_"):  # which make this guild themselves
                    Guild.objects.filter(pk=self.guild.pk).update(slug="zinc")
                by = self.officer if address.name.startswith("guild_") else self.owner
                arguments, typed = CASES[address.name](by)
                path = test_every_change_is_logged.url(address.name, arguments)
                yield dict.fromkeys(ROLES, path), typed
            else:
                yield self._plain(address), {}

    def _plain(self, address: Address) -> dict[str, str]:
        text = make_text(
            slug="ask",
            title="Ask first",
            signature_pages=True,
            linked_sites=True,
            linked_orcids=True,
            form_fields=FIELDS,
        )
        make_update(text)
        make_delivery(text, public_id=VALUES["uuid"])
        values = {"slug": "tin" if address.is_about_guild else "ask", "number": "1", "pk": "1"}
        values["object_id"] = str(self.viewer.pk)
        if "reference" in address.kinds:
            values["reference"] = tokens.reference(make_signature(text).public_id)
        paths = dict.fromkeys(ROLES, fill(address, values | {"token": "0" * 43}))
        if "token" in address.kinds:
            if "/guild/<slug>" in address.route:
                values["slug"] = "tin"
            paths["signer"] = fill(address, values | {"token": own_link(address, text)})
        return paths


def own_link(address: Address, text) -> str:
    """Return a link of the kind that ``address`` takes, e-mailed to someone who signed ``text``."""
    first = address.route.split("/")[1]
    if first == "endorsements":
        endorsement = make_endorsement(text, state="pending")
        link = new_link()
        Token.objects.create(sha256=link_hash(link), purpose="endorse", endorsement=endorsement)
        return link
    state = "pending" if first == "confirm" else "published"
    return make_link(make_signature(text, state=state), purpose=PURPOSES.get(first, "confirm"))


def fill(address: Address, values: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        if address.kinds[name] == "uuid":
            return VALUES["uuid"]
        return values.get(name) or VALUES.get(name, "1")

    return re.sub(r"<(\w+)>", value, address.route)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, method: str, path: str, typed: dict[str, object] | None = None):
    """Ask as ``client`` and return the answer; neither rows nor cookies are changed."""
    cookies = client.cookies.copy()
    for value in (typed or {}).values():
        if hasattr(value, "seek"):
            value.seek(0)
    with undone():
        answer = client.post(path, typed) if method == "POST" else client.generic(method, path)
        if answer.streaming:
            b"".join(answer)
    client.cookies = cookies
    return answer
