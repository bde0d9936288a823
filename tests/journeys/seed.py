"""Rows for the site under test; Site.seed calls one of these functions in its database."""

from datetime import timedelta
from functools import partial
from itertools import islice

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone

from signatures import tokens
from signatures.actions.imports import demonstration
from signatures.actions.moderation import notes
from signatures.forms.guilds.vouching import batch_of
from signatures.management.demonstration.crowd import crowd
from signatures.models import (
    Attestation,
    GuildCode,
    Occupation,
    OutgoingMail,
    SavedSearch,
    Signature,
    Suppression,
    TextVersion,
    User,
    WatchedName,
)
from signatures.models.signature import found_by
from signatures.text.watched_names.keys import watched_keys
from tests.factories import (
    SECRET,
    connect,
    make_address_change,
    make_claim,
    make_codes,
    make_guild,
    make_heading,
    make_link,
    make_notable,
    make_officer,
    make_organizer,
    make_signature,
    make_text,
    make_update,
    make_vouch_request,
    make_without_address,
    sign_in,
)

TOKEN = "t" * 32  # CSRF token of the desk's forms, in sessions made here
SENTENCE = "We ask that nobody’s likeness be used without being asked."
LETTER = """\
We write for those whose faces and voices are the work.

## What has happened

A scan made on one day of work has turned up in another film. *Nobody asked.*

## What we ask

1. Ask before you scan.
2. Ask again before each new use.
3. Pay for both.

> A face is not a file.

It is a short list, and every point of it can be kept from tomorrow on.
"""

WAITING = [
    ("Gwen Exemple", "same_mailbox"),
    ("ADA EXAMPLE", "capitals", "network_burst"),
    ("Stop The Robots Now!", "sentence"),
    ("李安", "network_burst"),
    ("فاطمة المثال", "network_burst"),
    ("Nuala Ní Shampla", "same_words"),
    ("Сate Example", "mixed_scripts"),
    ("Hal 90000", "number"),
    ("Pia Paper", "self_declared"),
    ("Quinn Example", "disposable"),
    ("Rae Example", "bounced"),
    ("A. Lovelace", "watched_name"),
]


def statements():
    """Make a sentence on the front page, a long letter, and a statement with review."""
    Occupation.objects.get_or_create(slug="stunt-performer", name="Stunt performer")
    sentence = make_text(slug="ask-first", title="Ask first", text=SENTENCE, front_page=True)
    letter = make_text(slug="open-letter", title="To those who hold the scans", text=LETTER)
    make_text(slug="looked-at", title="Looked at first", moderation="before")
    for text in (sentence, letter):
        for name in ("Ada Example", "李安", "فاطمة المثال", "Nuala Ní Shampla"):
            make_signature(text, name=name, credit="Composer")
        make_signature(text, name="Withheld Example", display="anonymous")
        make_signature(text, name="Pending Example", state="pending")


def guilds_with_sign_in(issuer, secret, *clients):
    """Make two guilds whose members sign in at ``issuer``, and a statement to sign."""
    for slug, client in zip(["tin", "lead"], clients, strict=True):
        guild = make_guild(slug=slug, name=f"Guild of {slug.title()}", methods=["guild_sso"])
        connect(guild, issuer, client_id=client, secret=secret)
    statement("players")


def signature_that_can_link_an_orcid(slug, name):
    """Make a statement with ORCID iDs and one signature; return the link to that."""
    text = make_text(slug=slug, signature_pages=True, linked_orcids=True)
    return make_link(make_signature(text, name=name), "manage", expires_in=None)


def members_to_sign_in(healthy, hanging, number):
    """Make two guilds and so many pending signatures, half as many for the other; return links."""
    for slug, issuer in (("tin", healthy), ("lead", hanging)):
        made = make_guild(slug=slug, name=f"Guild of {slug.title()}", methods=["guild_sso"])
        connect(made, issuer)
    text = make_text(slug="players")
    names = [f"Member {each}" for each in range(number + number // 2)]
    made = [make_signature(text, state="pending", name=each) for each in names]
    return [make_link(each, "manage", expires_in=None) for each in made]


def statement(slug):
    make_text(slug=slug, title=f"Statement {slug}")


MANY = """
    INSERT INTO signatures_signature ({columns})
    SELECT {values} FROM signatures_signature, generate_series(2, %s) AS number WHERE id = %s
"""


def update(slug, number):
    """Make an update that is published now, and ``number`` signatories who asked for it."""
    text = make_text(slug=slug, title=f"Statement {slug}")
    first = make_signature(text, email=f"{slug}-1@example.org", updates=True)
    columns = [each.column for each in Signature._meta.local_concrete_fields]
    columns.remove("id")
    address = f"'{slug}-' || number || '@example.org'"
    own = dict.fromkeys(["email", "mailbox", "mailbox_soft"], address)
    own["public_id"] = "gen_random_uuid()"
    values = ", ".join(own.get(each, each) for each in columns)
    with connection.cursor() as cursor:
        query = MANY.format(columns=", ".join(columns), values=values)
        cursor.execute(query, [number, first.pk])
        cursor.execute("ANALYZE signatures_signature")
    make_update(text)


def update_reader(slug, email):
    """Make a statement with one signatory, who asked for updates."""
    make_signature(make_text(slug=slug, title="Ask for news"), email=email, updates=True)


def queue(slug, email):
    """Make a dozen signatures held at ``slug`` for different reasons, and a moderator."""
    text = make_text(slug=slug, title="Looked at one by one")
    moderator = make_organizer("moderator", email=email, password="correct horse battery")
    Authenticator.objects.create(
        user=moderator, type=Authenticator.Type.TOTP, data={"secret": SECRET}
    )
    WatchedName.objects.create(
        name="Ada Lovelace", keys=sorted(watched_keys("Ada Lovelace")), note="through her agent"
    )
    source = {"source_network": "11.22.33.0/24"}
    make_signature(text, name="Gwen Example", credit="Composer", email="gwen@one.example", **source)
    for number, (name, *reasons) in enumerate(WAITING):
        email = f"waiting{number}@one.example"
        make_signature(
            text, state="held", name=name, credit="Composer", email=email, reasons=reasons, **source
        )


def at_work(slug, number, reason):
    """Make ``number`` signed-in moderators and as many held signatures; return both."""
    text = make_text(slug=slug)
    made = [make_signature(text, state="held", reasons=[reason]) for _ in range(int(number))]
    sessions = [_signed_in(f"{slug}-{each}@example.org") for each in range(int(number))]
    return {"signatures": [each.pk for each in made], "sessions": sessions}


def officers_at_work(slug):
    """Make two officers of one guild with the same request on their pages; return all."""
    made = make_guild(slug=slug, methods=["guild_officer"])
    request = make_vouch_request(made)
    officers = [make_officer(made).user for _ in range(2)]
    batches = [batch_of([request], guild=made, officer=each) for each in officers]
    sessions = [_session(each) for each in officers]
    found = {"request": request.pk, "signature": request.signature_id}
    return {**found, "batches": batches, "sessions": sessions}


def _signed_in(email):
    return _session(make_organizer("moderator", email=email))


def _session(user):
    client = sign_in(Client(), user)
    session = client.session
    session["_csrftoken"] = TOKEN
    session.save()
    return session.session_key


def session(email):
    """Return the key of a new session of somebody; see Visitor.sign_in."""
    return _session(User.objects.get(email__iexact=email))  # kept in small letters


def organizer(email, role, password=None):
    """Make a user with a role and an authenticator app; see factories.totp_code."""
    user = make_organizer(role, email=email, password=password)
    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=user, type=kind, data={"secret": SECRET})


def burst(slug, people, bots):
    """Make a statement signed by ``people``, then by ``bots`` from one e-mail domain."""
    text = make_text(slug=slug, title="Flooded overnight")
    how = {"occupations": {}, "guilds": [], "now": timezone.now()}
    of = partial(crowd, text.statement, **how)
    demonstration.add_signatures(text, of(int(people), first=1), int(people))
    as_people = (each for each in of(2 * int(bots), first=1_000) if each.state == "published")
    arrivals = (_bot(each, number) for number, each in enumerate(islice(as_people, int(bots))))
    demonstration.add_signatures(text, arrivals, int(bots))


def _bot(arrival, number):
    email, name = f"bot-{number}@burst.example", f"Bot Example {number}"
    who = {"name": name, "credit": "", "display": "full", "guild_ids": []}
    same = {"email": email, "mailbox": email, "mailbox_soft": email}
    return arrival._replace(**who, **same, **found_by(name, "", "full"))


def kinds(slug, number):
    """Make ``number`` signatures for each kind of known address; new addresses need no row."""
    text = make_text(slug=slug)
    now = timezone.now()
    proven = {"attested_at": now, "published_at": now}
    mine = {"statement": text.statement, "text_version": text, "name": "Ada Example"}
    made = Signature.objects.bulk_create(
        Signature(**mine, **_addressed(f"{state}-{each}@example.org"), state=state, **fields)
        for state, fields in (("pending", {}), ("published", proven))
        for each in range(int(number))
    )
    OutgoingMail.objects.bulk_create(
        OutgoingMail(signature=each, kind="confirm", sent_at=now) for each in made
    )
    Attestation.objects.bulk_create(
        Attestation(signature=each, method="email") for each in made if each.attested_at
    )
    Suppression.objects.bulk_create(
        Suppression(
            statement=text.statement,
            mailbox_hash=tokens.fingerprint(f"blocked-{each}@example.org", purpose="mailbox"),
            reason="disowned",
        )
        for each in range(int(number))
    )


def forms_of_programs(slug, number):
    """Make signatures that programs sent with invented addresses; their e-mails have gone."""
    text = TextVersion.objects.get(statement__slug=slug)
    mine = {"statement": text.statement, "text_version": text, "name": "Program Example"}
    made = Signature.objects.bulk_create(
        Signature(**mine, **_addressed(f"program-{each}@work.example"), state="pending")
        for each in range(int(number))
    )
    before = timezone.now() - timedelta(minutes=20)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(signature=each, kind="confirm", sent_at=before) for each in made
    )


def forget_forms_of_programs():
    made = Signature.objects.filter(email__endswith="@work.example")
    OutgoingMail.objects.filter(signature__in=made).delete()
    made.delete()


def _addressed(email):
    return {"email": email, "mailbox": email, "mailbox_soft": email}


def guild(slug, method="guild_code"):
    """Make a guild that vouches by ``method``, an officer and an owner with a second factor."""
    for user in _guild(slug, method)[1:]:
        Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})


def vouching(slug):
    """Make a guild whose officer vouches, a statement, and a request to vouch."""
    text = make_text(slug=f"{slug}-asks", title=f"What {slug} asks")
    made = make_guild(slug=slug, name=f"Guild of {slug}", methods=["guild_officer"])
    officer = make_officer(made, email=f"officer@{slug}.example").user
    Authenticator.objects.create(user=officer, type="totp", data={"secret": SECRET})
    asked = timezone.now() - timedelta(days=4)
    clara = make_without_address(text, name="Clara Zincworker")
    make_vouch_request(made, clara, asked_at=asked, words="Was there in spring")


def code(slug, code):
    """Make a guild with one code, ``code``, that many visitors try to use at once."""
    made, officer, owner = _guild(slug)
    batch, _ = make_codes(made, size=5, officer=officer, owner=owner)
    GuildCode.objects.filter(batch=batch, number=1).delete()
    sha256 = tokens.guild_code_hash(tokens.read_guild_code(code))
    GuildCode.objects.create(batch=batch, number=1, sha256=sha256)


def _guild(slug, method="guild_code"):
    made = make_guild(slug=slug, name=f"Guild of {slug}", members=100, methods=[method])
    officer = make_officer(made, email=f"officer@{slug}.example")
    return made, officer.user, make_organizer(email=f"owner@{slug}.example")


def plant(email, number, network):
    """Add rows of organizers, guilds and others that quote the signature of ``email``."""
    signature = Signature.objects.get(email=email)
    Signature.objects.filter(pk=signature.pk).update(source_network=f"{network}/24")
    by = make_organizer("moderator")
    notes.add(signature, text=f"Wrote to {signature.name}", by=by)
    SavedSearch.objects.create(
        statement=signature.statement, name=signature.name, query=f"words={signature.name}", by=by
    )
    make_claim(signature, words=f"I am not {signature.name}")
    make_address_change(signature, f"new-{email}")
    request = make_vouch_request(make_guild(), signature, number=number)
    type(request).objects.update(state="yes", answered_at=timezone.now())


def notable(slug, name):
    """Make a statement with a notable signature and another one."""
    text = make_text(slug=slug, title=f"Statement {slug}")
    make_notable(make_signature(text, name=name), make_heading(text))
    make_signature(text, name="Ordinary Example")
