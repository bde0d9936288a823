from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.tidying import undo as tidying
from signatures.errors import StaleEditError
from signatures.models import Decision, Respelling, Signature, Tidying
from tests.actions.tidying.spellings import credits, found, tidy
from tests.factories import make_link, make_signature

pytestmark = pytest.mark.django_db


def test_undo_gives_every_one_its_own_back(text, mo):
    for credit in ("Tin player", "tin-player", "TIN PLAYER"):
        make_signature(text, credit=credit)
    tidied = tidy(text, mo, "tin-player", "TIN PLAYER")

    assert tidying.undo(tidied, by=mo) == 2

    assert credits(text) == ["Tin player", "tin-player", "TIN PLAYER"]
    assert found(text, ["tin-player"]) == 1
    assert not Tidying.objects.exists()
    assert not Respelling.objects.exists()


def test_undo_leaves_what_was_changed_since_and_what_was_hidden_hidden(text, mo):
    make_signature(text, credit="Tin player")
    changed, hidden = (make_signature(text, credit="tin-player") for _ in range(2))
    tidied = tidy(text, mo, "tin-player")
    Signature.objects.filter(pk=changed.pk).update(credit="Poet", search_text=" ada example poet")
    Signature.objects.filter(pk=hidden.pk).update(display="name", search_text=" ada example")

    assert tidying.undo(tidied, by=mo) == 1

    assert credits(text) == ["Tin player", "Poet", "tin-player"]
    assert found(text, ["poet"]) == 1
    assert found(text, ["tin"]) == 1


def test_two_who_undo_at_once(text, mo):
    make_signature(text, credit="Tin player")
    make_signature(text, credit="tin-player")
    tidied = tidy(text, mo, "tin-player")
    same = Tidying.objects.get()
    tidying.undo(tidied, by=mo)

    with pytest.raises(StaleEditError):
        tidying.undo(same, by=mo)


def test_log_has_numbers_and_no_credit(text, mo):
    make_signature(text, credit="Tin player")
    make_signature(text, credit="tin-player")

    tidied = tidy(text, mo, "tin-player")
    batch = tidied.pk
    tidying.undo(tidied, by=mo)

    lines = Decision.objects.order_by("pk").values_list("about", "subject", "to_state", "reason")
    assert list(lines) == [
        ("batch", "credits tidied", "tidied", "1 rows"),
        ("batch", "credits tidied", "undone", "1 rows"),
    ]
    assert set(Decision.objects.values_list("batch", "by", "statement")) == {
        (batch, mo.pk, text.statement_id)
    }
    assert "layer" not in str(list(Decision.objects.values_list()))


def test_withdrawing_erases_the_old_words_too(text, mo):
    make_signature(text, credit="Tin player")
    signature = make_signature(text, credit="tin-player")
    tidied = tidy(text, mo, "tin-player")

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert not Respelling.objects.exists()
    assert tidying.undo(tidied, by=mo) == 0
    signature.refresh_from_db()
    assert (signature.credit, signature.state) == ("", "withdrawn")


def test_old_words_are_forgotten_after_a_while(text, mo, settings):
    make_signature(text, credit="Tin player")
    make_signature(text, credit="tin-player")
    tidy(text, mo, "tin-player")
    retention.erase_expired()
    assert Respelling.objects.count() == 1

    old = timezone.now() - settings.KEEP_TIDYINGS - timedelta(seconds=1)
    Tidying.objects.update(tidied_at=old)
    retention.erase_expired()

    assert not Tidying.objects.exists()
    assert not Respelling.objects.exists()
