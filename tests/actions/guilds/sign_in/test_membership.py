from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from signatures.actions.guilds.sign_in import membership as guild_sign_in
from signatures.actions.guilds.sign_in.membership import Member
from signatures.actions.privacy import retention
from signatures.errors import UsedLinkError, UsedMembershipError
from signatures.models import Attestation, GuildSignIn, SignedInMember, Statement
from tests.factories import close_too_long_ago, make_guild, make_signature, make_text

ADA = Member("7", "active")


def make_sign_in():
    typed = GuildSignIn(guild=make_guild(methods=["guild_sso"]), issuer="i", client_id="c")
    guild_sign_in.configure(typed, secret="hush", by=None)
    return typed


@pytest.mark.django_db(transaction=True)
def test_one_membership_at_once_for_many_signatures_proves_one():
    sign_in, text = make_sign_in(), make_text()
    pending = [make_signature(text, state="pending") for _ in range(8)]

    def prove(signature):
        try:
            guild_sign_in.prove(signature, sign_in, ADA)
        except UsedMembershipError:
            return "refused"
        finally:
            connection.close()
        return "proven"

    with ThreadPoolExecutor(8) as pool:
        became = sorted(pool.map(prove, pending))

    assert became == ["proven"] + ["refused"] * 7
    assert Attestation.objects.filter(method="guild_sso").count() == 1
    assert text.statement.signatures.published().count() == 1


@pytest.mark.django_db
def test_membership_is_known_again_after_the_key_has_changed(settings):
    sign_in, text = make_sign_in(), make_text()
    guild_sign_in.prove(make_signature(text, state="pending"), sign_in, ADA)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]

    with pytest.raises(UsedMembershipError):
        guild_sign_in.prove(make_signature(text, state="pending"), sign_in, ADA)
    assert GuildSignIn.objects.get().secret == "hush"


@pytest.mark.django_db
def test_hashes_of_one_member_differ_between_statements():
    sign_in = make_sign_in()
    for _ in range(2):
        guild_sign_in.prove(make_signature(make_text(), state="pending"), sign_in, ADA)

    one, other = SignedInMember.objects.all()
    assert bytes(one.fingerprint) != bytes(other.fingerprint)


@pytest.mark.django_db
def test_signature_that_is_gone_by_then_is_no_error():
    sign_in, signature = make_sign_in(), make_signature(make_text(), state="pending")
    type(signature).objects.filter(pk=signature.pk).delete()

    with pytest.raises(UsedLinkError):
        guild_sign_in.prove(signature, sign_in, ADA)


@pytest.mark.django_db
def test_published_signature_gets_the_proof_besides_its_mail():
    sign_in, signature = make_sign_in(), make_signature(make_text())

    guild_sign_in.prove(signature, sign_in, ADA)

    methods = signature.attestations.order_by("pk").values_list("method", flat=True)
    assert list(methods) == ["email", "guild_sso"]


@pytest.mark.django_db
def test_what_tells_members_apart_ends_with_the_statement():
    sign_in, text = make_sign_in(), make_text()
    signature = make_signature(text, state="pending")
    guild_sign_in.prove(signature, sign_in, ADA)
    Statement.objects.update(closes_at=timezone.now())
    retention.erase_expired()
    assert SignedInMember.objects.exists()

    close_too_long_ago(signature)
    retention.erase_expired()

    assert not SignedInMember.objects.exists()


@pytest.mark.django_db
def test_sessions_that_are_over_are_deleted():
    now = timezone.now()
    for key, ends in (("old", now - timedelta(seconds=1)), ("new", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)

    retention.erase_expired()

    assert [each.session_key for each in Session.objects.all()] == ["new"]
