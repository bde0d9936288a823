"""Rows for tests, in the states the site itself makes. No surprises: every field is in sight."""

import itertools
import os
import time
from datetime import timedelta
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.utils import timezone

from signatures import tokens
from signatures.actions.counts import tallies
from signatures.actions.guilds.codes import batches as code_batches
from signatures.actions.guilds.roster import keys as roster_keys
from signatures.actions.guilds.roster import versions as rosters
from signatures.actions.mail import delivery
from signatures.actions.statements import texts as statements
from signatures.forms.guilds import roster_files
from signatures.models import (
    Attestation,
    Endorsement,
    Guild,
    GuildDomain,
    IdentityCheck,
    Notable,
    NotableHeading,
    Officer,
    Organization,
    Signature,
    Statement,
    TextVersion,
    Token,
    User,
    VouchRequest,
)
from signatures.models.signature import found_by
from signatures.text import addresses, fingerprints

# The site under test gets rows from several processes in turn; none repeats another's.
numbers = itertools.count(os.getpid() * 1000)
SECRET = "A" * 32  # of an authenticator app
DAY = timedelta(days=1)


def make_text(
    *,
    text="We, the undersigned, ask to be asked.",
    title="Ask first",
    addressee="",
    byline="",
    **statement,
):
    """A public, open statement and its first text; give fields of Statement to differ."""
    now = timezone.now()
    fields = {
        "slug": f"statement-{next(numbers)}",
        "opens_at": now - DAY,
        "publishes_at": now - DAY,
        **statement,
    }
    made = Statement.objects.create(**fields)
    words = TextVersion(
        statement=made,
        language=made.language,
        title=title,
        addressee=addressee,
        byline=byline,
        text=text,
    )
    return statements.add_text(words)


def make_signature(text, *, state="published", email=None, reasons=("organizer",), **fields):
    """A signature as the road leaves it in ``state``, counted in the tallies."""
    email = email or f"signatory-{next(numbers)}@example.org"
    now = timezone.now()
    pending = state == "pending"
    refusal = "other" if state == "rejected" else ""
    fields = {"name": "Ada Example", "credit": "", "display": "full", "refusal": refusal, **fields}
    signature = Signature.objects.create(
        statement=text.statement,
        text_version=text,
        state=state,
        email=email,
        mailbox=addresses.mailbox(email),
        mailbox_soft=addresses.soft_mailbox(email),
        attested_at=None if pending else now,
        published_at=now if state == "published" else None,
        hold_reasons=list(reasons) if state == "held" else [],
        **found_by(fields["name"], fields["credit"], fields["display"]),
        **fields,
    )
    if fields["display"] in ("anonymous", "counted"):
        signature.refresh_from_db(fields=["published_at"])  # the database keeps the day
    if not pending:
        Attestation.objects.create(signature=signature, method="email", attested_at=now)
        tallies.entered(signature)
    return signature


def make_guild(*, methods=("guild_code",), **fields):
    """A guild that permits its name to be used and vouches by ``methods``."""
    number = next(numbers)
    fields = {"slug": f"guild-{number}", "name": f"Guild {number}", **fields}
    return Guild.objects.create(
        methods=list(methods),
        mark_permitted_by="its board",
        mark_permitted_at=timezone.now(),
        **fields,
    )


def make_codes(guild, size=10, *, officer=None, owner=None, **fields):
    """A batch that was asked for, issued and downloaded, and its codes as members type them."""
    officer, owner = officer or make_officer(guild).user, owner or make_organizer()
    fields = {"ends_at": timezone.now() + 30 * DAY, "note": "", **fields}
    if not guild.members:
        Guild.objects.filter(pk=guild.pk).update(members=1000)
    batch = code_batches.ask(guild, size=size, by=officer, **fields)
    code_batches.issue(batch, by=owner)
    made = code_batches.make(batch, by=officer)
    batch.refresh_from_db()
    return batch, [tokens.in_groups(each) for each in tokens.guild_codes(made)]


def roster_file(guild, *members, day="2026-11-01"):
    """What the tool writes of (number, surname, address), as lines of bytes."""
    key = roster_keys.of_guild(guild)
    found = fingerprints.prepare(key, [(line, *each) for line, each in enumerate(members, 2)])
    assert not found.problems
    return "".join(found.lines(key, day)).encode().splitlines(keepends=True)


def make_roster(guild, *members, day="2026-11-01", officer=None, state="current"):
    """A roster of (number, surname, address) that was uploaded, and agreed to by an owner."""
    officer = officer or make_officer(guild).user
    file = roster_file(guild, *members, day=day)
    roster = rosters.upload(guild, roster_files.read(file, guild), by=officer)
    if state != "read":
        roster = rosters.use(roster, by=officer)
    if state == "current" and roster.state == "asked":
        roster = rosters.approve(roster, by=make_organizer())
    return roster


def make_domain(guild, name, *, confirmed=True):
    """A mail domain that an officer has named, and confirmed as the guild's own."""
    return GuildDomain.objects.create(
        guild=guild,
        name=name,
        secret=f"secret-{next(numbers)}",
        added_by=make_officer(guild).user,
        confirmed_at=timezone.now() if confirmed else None,
    )


def make_officer(guild, **fields):
    user = make_organizer("", **fields)
    return Officer.objects.create(user=user, guild=guild)


def make_guild_member(text, guild, **fields):
    """A published signature that ``guild`` has vouched for, besides its mail."""
    signature = make_signature(text, state="pending", **fields)
    now = timezone.now()
    Attestation.objects.create(signature=signature, method="email", attested_at=now)
    Attestation.objects.create(signature=signature, method="guild_code", guild=guild)
    signature.state, signature.attested_at, signature.published_at = "published", now, now
    signature.save(update_fields=["state", "attested_at", "published_at"])
    tallies.entered(signature)
    signature.refresh_from_db()  # the database notes who vouches for it
    return signature


def make_without_address(text, **fields):
    """A pending signature whose signatory gave no address."""
    signature = make_signature(text, state="pending", **fields)
    Signature.objects.filter(pk=signature.pk).update(email="", mailbox=None, mailbox_soft=None)
    signature.refresh_from_db()
    return signature


def make_vouch_request(guild, signature=None, **fields):
    """A request that waits for an officer of ``guild``, of a new signature without an address."""
    signature = signature or make_without_address(make_text())
    given = {"number": f"I{next(numbers):07}", **fields}
    return VouchRequest.objects.create(
        guild=guild,
        statement=signature.statement,
        signature=signature,
        **{"name": signature.name, **given},
    )


def make_withdrawn(text):
    now = timezone.now()
    signature = Signature.objects.create(
        statement=text.statement,
        text_version=text,
        state="withdrawn",
        attested_at=now,
        withdrawn_at=now,
    )
    tallies.entered(signature)
    return signature


def make_heading(text, name="Founders", position=0):
    return NotableHeading.objects.create(statement=text.statement, name=name, position=position)


def make_notable(signature, heading, *, position=0, credit="", checked_on=None, by=None):
    """A notable signature; with a check when ``checked_on`` is a day."""
    if checked_on:
        by = by or make_organizer("moderator")
        check = {"how": "video_call", "note": "Saw the passport", "checked_on": checked_on}
        IdentityCheck.objects.create(signature=signature, by=by, **check)
    return Notable.objects.create(
        signature=signature, heading=heading, position=position, credit=credit
    )


def make_link(signature, purpose="confirm", *, expires_in=timedelta(hours=72)):
    """A mailed link to ``signature``, as it stands in the address."""
    link = tokens.new_link()
    Token.objects.create(
        sha256=tokens.link_hash(link),
        purpose=purpose,
        signature=signature,
        email=signature.email,
        expires_at=expires_in and timezone.now() + expires_in,
    )
    return link


def sign_form(**typed):
    """What a visitor's browser posts; give fields to differ."""
    return {
        "name": "Ada Example",
        "email": "ada@example.org",
        "credit": "Composer",
        "display": "full",
        "consent_sign": "on",
        "consent_publish": "on",
        **typed,
    }


def make_endorsement(text=None, *, state="published", name=None, **organization):
    """An endorsement as the road leaves it in ``state``; give fields of Organization to differ."""
    now = timezone.now()
    number = next(numbers)
    name = name or f"Organization {number}"
    return Endorsement.objects.create(
        statement=(text or make_text()).statement,
        organization=Organization.objects.create(
            **{"name": name, "kind": "union", "website": "https://tin.example", **organization}
        ),
        state=state,
        contact_name="Zebedee Contact",
        contact_role="Treasurer of secrets",
        contact_email=f"contact-{number}@tin.example",
        confirmed_at=None if state == "pending" else now,
        published_at=now if state == "published" else None,
    )


def endorse_form(**typed):
    """What the browser of somebody who speaks for an organization posts; give fields to differ."""
    return {
        "organization": "Union of Tin Players",
        "kind": "union",
        "website": "https://www.tin.example",
        "represents": "900 players",
        "name": "Ada Example",
        "role": "Secretary",
        "email": "ada@tin.example",
        "authorized": "on",
        **typed,
    }


def make_organizer(role="owner", *, email=None, **fields):
    """Somebody with a role at the desk, or for ``superuser`` at /admin/ as well."""
    email = email or f"organizer-{next(numbers)}@example.org"
    if role == "superuser":
        return User.objects.create_superuser(email, **fields)
    return User.objects.create_user(email, role=role, **fields)


def sign_in(client, user, *, reauthenticated=False):
    """Sign in as the site wants it: with a second factor, asked again a moment ago or not."""
    factor, _ = Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": SECRET}}
    )
    client.force_login(user)
    request = SimpleNamespace(session=client.session)
    extra = {"reauthenticated": True} if reauthenticated else {}
    record_authentication(request, user, "mfa", id=factor.pk, type="totp", **extra)
    request.session.save()
    return client


def sent():
    """Send the e-mails that are due, and return those sent so far."""
    delivery.deliver_due()
    return mail.outbox


def totp_code(secret=SECRET, *, ahead=0):
    """What the authenticator app shows now, or in ``ahead`` times 30 seconds."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + ahead))
