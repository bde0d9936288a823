"""Each rule of retention: a row one second too young stays, one second too old goes."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command

from signatures.actions.imports import uploads
from signatures.actions.moderation import bulk
from signatures.actions.privacy import retention
from signatures.actions.record_keeping import rate_limits
from signatures.models import (
    Audit,
    AuditedSignature,
    Batch,
    CodeClaim,
    CodeReservation,
    Endorsement,
    ImportFile,
    Invitation,
    LimitCount,
    MailboxKey,
    OutgoingMail,
    PressLink,
    RosterClaim,
    Signature,
    SignedInMember,
    Statement,
    Tidying,
    Token,
    VouchRequest,
)
from signatures.models.personal_data import When
from tests.factories import (
    make_address_change,
    make_claim,
    make_codes,
    make_endorsement,
    make_guild,
    make_invitation,
    make_link,
    make_organizer,
    make_press_link,
    make_roster,
    make_signature,
    make_text,
    make_vouch_request,
)

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
NOW = timedelta(0)
# The rules by name: their time in the registry, how long rows are kept, and a function that makes
# a row whose time began at a moment and returns the rows that must then be there.
RULES = {}


def rule(when, kept):
    def add(make):
        RULES[make.__name__] = (when, kept, make)
        return make

    return add


def changed(row, **fields):
    """Write ``fields`` as they are and return the query for the row."""
    query = type(row)._base_manager.filter(pk=row.pk)
    query.update(**fields)
    return query


def closed(text, at):
    changed(text.statement, opens_at=at - timedelta(days=9), closes_at=at)
    return text


@rule(When.SIGNATURE, "KEEP_PENDING")
def unconfirmed(text, at):
    return changed(make_signature(text, state="pending"), signed_at=at)


@rule(When.SIGNATURE, "KEEP_REJECTED")
def rejected(text, at):
    signature = make_signature(text, state="rejected")
    return changed(signature, signed_at=at, attested_at=at).exclude(name="")


@rule(When.WITHHELD, "KEEP_WITHHELD")
def withheld(text, at):
    return changed(make_signature(text, display="counted"), attested_at=at).exclude(email="")


@rule(When.ADDRESSES, "KEEP_ADDRESSES")
def address_of_closed(text, at):
    signature = make_signature(text)
    closed(text, at)
    return Signature.objects.filter(pk=signature.pk).exclude(email="")


@rule(When.SOURCE, "KEEP_SOURCE")
def source(text, at):
    signature = make_signature(text, source_network="192.0.2.0/24")
    return changed(signature, signed_at=at).exclude(source_network="")


@rule(When.LINKS, "KEEP_OLD_LINKS")
def link(text, at):
    make_link(make_signature(text))
    return changed(Token.objects.get(), expires_at=at)


@rule(When.LIMITS, rate_limits.KEEP)
def limit(text, at):
    return changed(LimitCount.objects.create(key=b"k" * 32, window_start=at, hits=1))


@rule(When.CODES, "KEEP_PENDING")
def code_reserved(text, at):
    batch, _ = make_codes(make_guild())
    signature = make_signature(text, state="pending")
    row = CodeReservation.objects.create(signature=signature, batch=batch, number=1)
    return changed(row, reserved_at=at)


@rule(When.BATCHES, bulk.KEEP_PREVIEW)
def preview(text, at):
    by = make_organizer()
    row = Batch.objects.create(statement=text.statement, act="hold", by=by, query="words=Ada")
    return changed(row, planned_at=at)


@rule(When.BATCHES, bulk.KEEP_ROWS)
def search_of_batch(text, at):
    by = make_organizer()
    row = Batch.objects.create(statement=text.statement, act="hold", by=by, query="words=Ada")
    return changed(row, state="done", started_at=at, ended_at=at).exclude(query="")


@rule(When.IMPORTS, uploads.KEEP_LINES)
def import_file(text, at):
    row = Batch.objects.create(statement=text.statement, act="import", by=make_organizer())
    ImportFile.objects.create(batch=row, size=1, sha256="a" * 64, unused=["Notes of Quilla"])
    changed(row, state="done", started_at=at, ended_at=at)
    return ImportFile.objects.exclude(unused=[])


@rule(When.ENDORSEMENT, "KEEP_PENDING")
def endorsement(text, at):
    return changed(make_endorsement(text, state="pending"), asked_at=at)


@rule(When.ENDORSEMENT, "KEEP_REFUSED_CONTACTS")
def contact(text, at):
    row = make_endorsement(text, state="rejected")
    changed(row, asked_at=at, decided_at=at)
    return Endorsement.objects.filter(pk=row.pk).exclude(contact_email="")


@rule(When.TIDYINGS, "KEEP_TIDYINGS")
def tidying(text, at):
    row = Tidying.objects.create(kind="credit", number=0, by=make_organizer())
    return changed(row, tidied_at=at)


@rule(When.VOUCHING, "KEEP_VOUCHED")
def answered_request(text, at):
    row = make_vouch_request(make_guild(), make_signature(text))
    return changed(row, state="yes", answered_at=at).exclude(number="")


@rule(When.VOUCHING, "VOUCHING_WITHIN")
def unanswered_request(text, at):
    row = make_vouch_request(make_guild(), make_signature(text))
    changed(row, asked_at=at)
    return VouchRequest.objects.filter(pk=row.pk).exclude(number="")


@rule(When.ANSWERS, "KEEP_ANSWERS")
def answer(text, at):
    signature = make_signature(text)
    mail = OutgoingMail.objects.create(signature=signature, kind="audit", sent_at=at)
    moments = {"started_at": at, "drawn_at": at, "ends_at": at, "ended_at": at}
    by = make_organizer()
    audit = Audit.objects.create(statement=text.statement, percent=1, by=by, **moments)
    row = AuditedSignature.objects.create(audit=audit, signature=signature, mail=mail)
    return changed(row)


@rule(When.CLOSED, "CONFIRM_WITHIN")
def signed_in_member(text, at):
    row = SignedInMember.objects.create(
        signature=make_signature(text),
        statement=text.statement,
        guild=make_guild(),
        fingerprint=b"f" * 32,
    )
    closed(text, at)
    return changed(row)


@rule(When.CLOSED, "CONFIRM_WITHIN")
def key_of_withheld(text, at):
    row = MailboxKey.objects.create(statement=text.statement, key=b"k" * 32)
    closed(text, at)
    return changed(row)


@rule(When.ROSTERS, "KEEP_ROSTERS")
def roster_member(text, at):
    guild = make_guild(methods=["guild_roster"])
    roster = make_roster(guild, ("1", "Harbor", ""))
    RosterClaim.objects.create(
        roster=roster,
        guild=guild,
        statement=text.statement,
        signature=make_signature(text),
        member=b"m" * 32,
    )
    closed(text, at)
    return RosterClaim.objects.exclude(member=None)


@rule(When.CLAIMS, "KEEP_PENDING")
def report_unconfirmed(text, at):
    return changed(make_claim(make_signature(text), state="unconfirmed")[0], asked_at=at)


@rule(When.CLAIMS, "KEEP_CLAIMS")
def report_decided(text, at):
    return changed(make_claim(make_signature(text), state="refused")[0], decided_at=at)


@rule(When.INVITATIONS, "KEEP_INVITATIONS")
def invited(text, at):
    row = make_invitation(text, email="ada@example.org")
    changed(text.statement, opens_at=at - timedelta(days=9), publishes_at=at)
    return Invitation.objects.filter(pk=row.pk).exclude(name="", email="")


@rule(When.INVITATIONS, NOW)
def declined(text, at):
    row = make_invitation(text)
    changed(text.statement, opens_at=at - timedelta(days=9), publishes_at=at)
    return changed(row, declined_at=at - timedelta(days=1)).exclude(name="")


@rule(When.PRESS_LINKS, "KEEP_PRESS_LINKS")
def press_link(text, at):
    row, _ = make_press_link(text)
    changed(row, expires_at=at)
    return PressLink.objects.filter(pk=row.pk).exclude(name="")


@rule(When.NEW_ADDRESS, "CONFIRM_WITHIN")
def new_address(text, at):
    return changed(make_address_change(make_signature(text))[0], asked_at=at)


@rule(When.CLOSED, "CONFIRM_WITHIN")
def code_used(text, at):
    batch, _ = make_codes(make_guild())
    used = {"batch": batch, "number": 1, "statement": text.statement, "claimed_at": at}
    row = CodeClaim.objects.create(signature=make_signature(text), **used)
    closed(text, at)
    return CodeClaim.objects.filter(pk=row.pk)


@rule(When.SESSIONS, NOW)
def session(text, at):
    return Session.objects.filter(
        pk=Session.objects.create(session_key="k" * 32, session_data="x", expire_date=at).pk
    )


def made(name, clock, *, older):
    """Make the row of a rule, ``older`` than it may be kept; return the rule and the query."""
    when, kept, make = RULES[name]
    period = getattr(settings, kept) if isinstance(kept, str) else kept
    return when, make(make_text(), clock - period - older)


@pytest.mark.parametrize("name", RULES)
def test_a_row_a_second_too_young_stays(name, stopped_clock):
    when, rows = made(name, stopped_clock, older=-SECOND)
    assert rows.exists()

    retention.CLOCKS[when]()

    assert rows.exists()


@pytest.mark.parametrize("name", RULES)
def test_a_row_a_second_too_old_goes_and_a_dry_run_only_counts_it(name, stopped_clock):
    when, rows = made(name, stopped_clock, older=SECOND)

    counted = retention.erase_expired_by_rule(dry_run=True)
    assert rows.exists()
    assert counted[when] > 0

    retention.CLOCKS[when]()
    assert not rows.exists()


def test_every_rule_has_a_row_in_the_table():
    assert {when for when, _, _ in RULES.values()} == set(retention.CLOCKS)


def test_command_names_the_numbers_and_changes_nothing(capsys, stopped_clock):
    _, rows = made("unconfirmed", stopped_clock, older=SECOND)

    call_command("forget", "--dry-run")
    told = capsys.readouterr().out
    assert "signature: 1\n" in told
    assert "Nothing was changed." in told
    assert rows.exists()

    call_command("forget")
    assert "signature: 1\n" in capsys.readouterr().out
    assert not rows.exists()
    assert Statement.objects.exists()
