"""Factories of rows for tests, in the same states as the site makes them."""

import hashlib
import itertools
import os
import time
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.utils import timezone

from signatures import tokens
from signatures.actions.counts import tallies
from signatures.actions.evidence import voices
from signatures.actions.guilds.codes import batches as code_batches
from signatures.actions.guilds.roster import keys as roster_keys
from signatures.actions.guilds.roster import versions as rosters
from signatures.actions.guilds.sign_in import membership as guild_sign_in
from signatures.actions.mail import delivery
from signatures.actions.mail.sealed import sealed_mails
from signatures.actions.privacy import withheld
from signatures.actions.statements import press_links
from signatures.actions.statements import texts as statements
from signatures.actions.statements.invitations import invitations
from signatures.forms.guilds import roster_files
from signatures.models import (
    AddressChange,
    Affiliation,
    Answer,
    Attestation,
    Delivery,
    Endorsement,
    GivenMark,
    Guild,
    GuildDomain,
    GuildSignIn,
    IdentityCheck,
    IdentityClaim,
    LinkedOrcid,
    LinkedSite,
    Mark,
    Notable,
    NotableHeading,
    Officer,
    Organization,
    Quote,
    Roster,
    RosterFingerprint,
    Signature,
    Statement,
    TextVersion,
    Token,
    Update,
    User,
    VouchRequest,
)
from signatures.models.signature import found_by
from signatures.text import addresses, fingerprints
from signatures.text.finding import search_text

# Several processes add rows to one site under test; their numbers must differ.
numbers = itertools.count(os.getpid() * 1000)
SECRET = "A" * 32  # of an authenticator app
DAY = timedelta(days=1)


def make_text(
    *,
    text="We, the undersigned, ask to be asked.",
    title="Ask first",
    addressee="",
    byline="",
    salutation="",
    **statement,
):
    """Make a public, open statement and return its first text; override fields of Statement."""
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
        salutation=salutation,
        text=text,
    )
    return statements.add_text(words)


def make_signature(text, *, state="published", email=None, reasons=("organizer",), **fields):
    """Make a signature in ``state``, counted in the tallies, as the site itself would."""
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
        signature.refresh_from_db(fields=["published_at"])  # the database may reduce it to the day
    if not pending:
        Attestation.objects.create(signature=signature, method="email", attested_at=now)
        tallies.entered(signature)
    return signature


def make_voiced(
    text, *, quote="Ask us first.", affiliation="Tin University", quote_state="published", **fields
):
    """Make a signature with an affiliation and a quote, by default one that is shown."""
    signature = make_signature(text, **fields)
    if affiliation:
        Affiliation.objects.create(
            signature=signature,
            statement=text.statement,
            name=affiliation,
            key=voices.key(affiliation),
        )
    if quote:
        is_shown = quote_state in ("published", "chosen")
        Quote.objects.create(
            signature=signature,
            statement=text.statement,
            text=quote,
            state=quote_state,
            search_text=search_text(quote, "") if is_shown else "",
            decided_at=None if quote_state == "waiting" else timezone.now(),
        )
    return signature


def make_delivery(text, *, answers=(), **fields):
    """Make a delivery with an empty list; ``answers`` are pairs of a demand and an outcome."""
    now = timezone.now()
    fields = {"recipient": "The Tin Minister", "delivered_at": now, "list_at": now, **fields}
    delivery = Delivery.objects.create(
        statement=text.statement, names=0, sha256=hashlib.sha256(b"").hexdigest(), **fields
    )
    for demand, outcome in answers:
        Answer.objects.create(
            delivery=delivery, demand=demand, outcome=outcome, answered_on=now.date()
        )
    return delivery


def make_nameless(text, **fields):
    """Make a signature whose identity is erased because its name is not shown."""
    signature = make_signature(text, **{"display": "anonymous", **fields})
    old = timezone.now() - settings.KEEP_WITHHELD - DAY
    Signature.objects.filter(pk=signature.pk).update(attested_at=old)
    withheld.erase_due()
    signature.refresh_from_db()
    return signature


def make_added(text, *, email="", **fields):
    """Make a published signature as an import writes it: added by organizers, without proof."""
    fields = {"name": "Ada Example", **fields}
    signature = Signature.objects.create(
        statement=text.statement,
        text_version=text,
        state="published",
        email=email,
        mailbox=addresses.mailbox(email) if email else None,
        mailbox_soft=addresses.soft_mailbox(email) if email else None,
        published_at=timezone.now(),
        added_by_organizers=True,
        **found_by(fields["name"], "", "full"),
        **fields,
    )
    tallies.entered(signature)
    return signature


def close_too_long_ago(signature):
    """End signing so long ago that what was submitted before it can no longer be confirmed."""
    hour = timedelta(hours=1)
    statement = signature.statement
    statement.closes_at = timezone.now() - settings.CONFIRM_WITHIN - hour
    statement.opens_at = statement.closes_at - DAY
    statement.save(update_fields=["opens_at", "closes_at"])
    signature.signed_at = statement.closes_at - hour
    signature.save(update_fields=["signed_at"])
    return signature


def make_guild(*, methods=("guild_code",), **fields):
    """Make a guild that permits use of its name and vouches by ``methods``."""
    number = next(numbers)
    fields = {"slug": f"guild-{number}", "name": f"Guild {number}", **fields}
    return Guild.objects.create(
        methods=list(methods),
        mark_permitted_by="its board",
        mark_permitted_at=timezone.now(),
        **fields,
    )


def make_codes(guild, size=10, *, officer=None, owner=None, **fields):
    """Make a batch that was requested, issued and downloaded; return it and its codes as typed."""
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
    """Return the roster file of members (number, surname, address), as lines of bytes."""
    key = roster_keys.of_guild(guild)
    found = fingerprints.prepare(key, [(line, *each) for line, each in enumerate(members, 2)])
    assert not found.problems
    return "".join(found.lines(key, day)).encode().splitlines(keepends=True)


def make_roster(guild, *members, day="2026-11-01", officer=None, state="current"):
    """Make an uploaded roster of members (number, surname, address), approved by an owner."""
    officer = officer or make_officer(guild).user
    file = roster_file(guild, *members, day=day)
    roster = rosters.upload(guild, roster_files.read(file, guild), by=officer)
    if state != "read":
        roster = rosters.use(roster, by=officer)
    if state == "current" and roster.state == "asked":
        roster = rosters.approve(roster, by=make_organizer())
    return roster


def make_first_roster(guild, *members, day="2026-10-01"):
    """Make a roster of the first scheme, in use: uploaded before hashes were slow."""
    key = roster_keys.of_guild(guild)
    roster = Roster.objects.create(
        guild=guild,
        number=1,
        scheme=roster_keys.FIRST,
        state=Roster.State.CURRENT,
        dated=day,
        key_id=roster_keys.name_of(key, roster_keys.FIRST),
        members=len(members),
        surnames=len(members),
        addresses=0,
        officer=make_officer(guild).user,
    )
    for typed, surname in members:
        number = fingerprints.number(typed, key.rules)
        for kind, second in (("m", ""), ("s", fingerprints.surnames(surname, spellings=False)[0])):
            kept = roster_keys.stored_hash(fingerprints.first_hash(key, number, second))
            RosterFingerprint.objects.create(roster=roster, kind=kind, fingerprint=kept)
    return roster


def connect(guild, issuer, *, client_id="letter", secret="hush", **settings):
    """Let members of ``guild`` sign in at ``issuer``, as after a test that succeeded."""
    typed = GuildSignIn(guild=guild, issuer=issuer, client_id=client_id, **settings)
    guild_sign_in.configure(typed, secret=secret, by=None)
    typed.tested_at = timezone.now()
    typed.save(update_fields=["tested_at"])
    return typed


def make_domain(guild, name, *, approved=True, confirmed=True):
    """Make an e-mail domain that an officer added, an owner approved and the officer confirmed."""
    return GuildDomain.objects.create(
        guild=guild,
        name=name,
        secret=f"secret-{next(numbers)}",
        added_by=make_officer(guild).user,
        approved_by=make_organizer() if approved else None,
        approved_at=timezone.now() if approved else None,
        confirmed_at=timezone.now() if confirmed else None,
    )


def make_officer(guild, **fields):
    user = make_organizer("", **fields)
    return Officer.objects.create(user=user, guild=guild)


def make_guild_member(text, guild, **fields):
    """Make a published signature, verified by e-mail and by ``guild``."""
    signature = make_signature(text, state="pending", **fields)
    now = timezone.now()
    Attestation.objects.create(signature=signature, method="email", attested_at=now)
    Attestation.objects.create(signature=signature, method="guild_code", guild=guild)
    signature.state, signature.attested_at, signature.published_at = "published", now, now
    signature.save(update_fields=["state", "attested_at", "published_at"])
    tallies.entered(signature)
    signature.refresh_from_db()  # a trigger sets who vouches for it
    return signature


def make_without_address(text, **fields):
    """Make a pending signature whose signatory gave no e-mail address."""
    signature = make_signature(text, state="pending", **fields)
    Signature.objects.filter(pk=signature.pk).update(email="", mailbox=None, mailbox_soft=None)
    signature.refresh_from_db()
    return signature


def make_vouch_request(guild, signature=None, **fields):
    """Make a request to ``guild``, by default for a new signature without an e-mail address."""
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


def make_update(of=None, *, state="published", **fields):
    """Make an update that is a draft, scheduled for tomorrow, or published an hour ago."""
    now = timezone.now()
    times = {"draft": None, "scheduled": now + DAY, "published": now - timedelta(hours=1)}
    fields = {"title": "We met them", "text": "They *listened*.", **fields}
    return Update.objects.create(
        statement=(of or make_text()).statement,
        written_by=make_organizer("editor"),
        publish_at=times[state],
        **fields,
    )


def make_heading(text, name="Founders", position=0):
    return NotableHeading.objects.create(statement=text.statement, name=name, position=position)


def make_notable(signature, heading, *, position=0, credit="", checked_on=None, by=None):
    """Make a signature notable; add an identity check if ``checked_on`` is a day."""
    if checked_on:
        by = by or make_organizer("moderator")
        check = {"how": "video_call", "note": "Saw the passport", "checked_on": checked_on}
        IdentityCheck.objects.create(signature=signature, by=by, **check)
    return Notable.objects.create(
        signature=signature, heading=heading, position=position, credit=credit
    )


def make_claim(signature, *, state="waiting", email=None, **fields):
    """Make a report that the person named by ``signature`` did not sign; return it and its link."""
    email = email or f"reporter-{next(numbers)}@example.org"
    link, now = tokens.new_link(), timezone.now()
    claim = IdentityClaim.objects.create(
        signature=signature,
        state=state,
        email=email,
        mailbox=addresses.mailbox(email),
        sha256=tokens.link_hash(link),
        confirmed_at=None if state == "unconfirmed" else now,
        decided_at=now if state in ("upheld", "refused") else None,
        **fields,
    )
    return claim, link


def make_address_change(signature, email=None):
    """Make a change of address that waits; return it and the links to the old and the new one."""
    email = email or f"new-{next(numbers)}@example.org"
    old, new = tokens.new_link(), tokens.new_link()
    change = AddressChange.objects.create(
        signature=signature,
        email=email,
        mailbox=addresses.mailbox(email),
        old_sha256=tokens.link_hash(old),
        new_sha256=tokens.link_hash(new),
    )
    return change, old, new


def queue_sealed(kind, signature):
    """Queue an e-mail of a kind that only the e-mail has the address of, about ``signature``."""
    states = {"claim": "unconfirmed", "claim_no": "refused"}
    values = {"hours": 72, "claim_url": "/not-me/x/", "change_url": "/new-address/x/"}
    values |= {"reference": "K7QF-2MXD", "signature": 0}
    if kind == "own_links":
        values["own_links"] = [(signature.text_version_id, "/manage/x/")]
    about = None
    if kind in states:
        about = make_claim(signature, state=states[kind])[0].pk
    elif kind in ("old_address", "new_address", "taken_address"):
        about = make_address_change(signature)[0].pk
    sealed_mails.queue(
        kind, to="ada@example.org", text=signature.text_version, about=about, **values
    )


def make_link(signature, purpose="confirm", *, expires_in=timedelta(hours=72)):
    """Make an e-mailed link to ``signature`` and return its token, as in the address."""
    link = tokens.new_link()
    Token.objects.create(
        sha256=tokens.link_hash(link),
        purpose=purpose,
        signature=signature,
        email=signature.email,
        expires_at=expires_in and timezone.now() + expires_in,
    )
    return link


def make_private(**statement):
    """Make an open statement in private collection, public tomorrow; return its first text."""
    return make_text(**{"publishes_at": timezone.now() + DAY, **statement})


def make_embargoed(**statement):
    """Make an open statement under embargo, public tomorrow; return its first text."""
    return make_private(embargo_at=timezone.now() - DAY, **statement)


def make_invitation(text, name="Ada Example", *, email="", heading="", by=None):
    """Invite someone by name; return the invitation."""
    people = [invitations.Person(name, email)]
    by = by or make_organizer()
    [made] = invitations.invite(text.statement, people, heading=heading, by=by)
    return made


def make_press_link(text, name="Quill Reporter", *, expires_in=DAY, by=None):
    """Make a press link; return it and its secret."""
    ends, by = timezone.now() + expires_in, by or make_organizer()
    made = press_links.make(text.statement, name=name, expires_at=ends, by=by)
    return made, press_links.secret(made)


def sign_form(**typed):
    """Return the form that a visitor's browser posts; override its fields."""
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
    """Make an endorsement in ``state``, as the site would; override fields of Organization."""
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


def make_linked_site(signature, *, state="found", url="https://ada.example/about"):
    """Name a site for a signature; the statement lets signatories link sites from then on."""
    Statement.objects.filter(pk=signature.statement_id).update(
        linked_sites=True, signature_pages=True
    )
    checked_at = datetime(2026, 5, 3, 12, tzinfo=UTC) if state == "found" else None
    return LinkedSite.objects.create(
        signature=signature, url=url, state=state, checked_at=checked_at, due_at=timezone.now()
    )


def make_linked_orcid(signature, *, orcid="0000-0002-1825-0097", **fields):
    """Link an ORCID iD with a signature; the statement lets signatories do so from then on."""
    Statement.objects.filter(pk=signature.statement_id).update(
        linked_orcids=True, signature_pages=True
    )
    fields = {"signed_in_on": date(2026, 5, 3), **fields}
    return LinkedOrcid.objects.create(
        signature=signature, statement_id=signature.statement_id, orcid=orcid, **fields
    )


def make_mark(endorsement, label="Certified by Tin Alliance", **fields):
    """Give an organization a mark; override fields of GivenMark."""
    mark, _ = Mark.objects.get_or_create(
        statement=endorsement.statement, label=label, defaults={"meaning": "It pays its players."}
    )
    given = {"according_to": "Tin Register", "url": "https://register.example/tin"}
    given |= {"checked_on": date(2026, 5, 3), **fields}
    given.setdefault("by", make_organizer("editor"))
    return GivenMark.objects.create(mark=mark, endorsement=endorsement, **given)


def endorse_form(**typed):
    """Return the form that a representative's browser posts; override its fields."""
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
    """Make a user with a role at the desk; "superuser" has access to /admin/ as well."""
    email = email or f"organizer-{next(numbers)}@example.org"
    if role == "superuser":
        return User.objects.create_superuser(email, **fields)
    return User.objects.create_user(email, role=role, **fields)


def sign_in(client, user, *, reauthenticated=False):
    """Sign in with a second factor; ``reauthenticated`` means it was just asked for again."""
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
    """Send the e-mails that are due, and return all e-mails sent so far."""
    delivery.deliver_due()
    return mail.outbox


def totp_code(secret=SECRET, *, ahead=0):
    """Return the code that the authenticator app shows now, or ``ahead`` times 30 s later."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + ahead))
