import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from signatures.models import Decision, Erasure, Signature
from signatures.renditions.log import lines
from tests.factories import make_nameless, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_erase_takes_all_signatures_of_an_address_and_says_so(capsys):
    published = make_signature(make_text(), email="ada@example.org")
    make_signature(make_text(), state="pending", email="ada@example.org")
    other = make_signature(make_text(), email="eve@example.org")
    make_organizer(email="ada@example.org")
    by = make_organizer()

    call_command("erase", "Ada@example.org", by=by.email)

    told = capsys.readouterr().out
    assert told.count("Erased") == 2
    assert "Still there: an account" in told
    assert set(Signature.objects.values_list("pk", "state", "email")) == {
        (published.pk, "withdrawn", ""),
        (other.pk, "published", "eve@example.org"),
    }
    assert Erasure.objects.count() == 2
    decisions = Decision.objects.values_list("from_state", "to_state", "by")
    assert set(decisions) == {("published", "erased", by.pk), ("pending", "erased", by.pk)}
    assert not Decision.objects.filter(reason__contains="@").exists()


def test_erase_takes_one_of_two_people_with_one_address_only_by_its_id():
    text = make_text(shares_mailboxes=True)
    ada = make_signature(text, email="home@example.org", name="Ada Example")
    bo = make_signature(text, name="Bo Sample")
    Signature.objects.filter(pk=bo.pk).update(
        email="home@example.org", mailbox="2 home@example.org"
    )

    with pytest.raises(CommandError, match=str(bo.public_id)):
        call_command("erase", "home@example.org")
    call_command("erase", str(ada.public_id))

    assert Signature.objects.get(state="published") == bo


def test_erase_asks_for_a_public_id(capsys, monkeypatch):
    signature = make_signature(make_text())
    monkeypatch.setattr("builtins.input", lambda prompt: str(signature.public_id))

    call_command("erase")

    assert Signature.objects.get().state == "withdrawn"
    assert f"Erased {signature.public_id}" in capsys.readouterr().out


@pytest.mark.parametrize("typed", ["nobody", "a@b", ""])
def test_erase_refuses_what_is_neither(typed, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: typed)

    with pytest.raises(CommandError, match="Enter an e-mail address or a public ID"):
        call_command("erase")


def test_erase_reapply_ends_with_an_error_where_a_line_has_no_key(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "erasures"
    with pytest.raises(CommandError, match="There is no"):
        call_command("erase", reapply=True)
    settings.ERASURES_FILE.write_text('{"what": "erased", "key": "other", "hash": "00"}\n')

    with pytest.raises(CommandError, match="1 lines were written with another key"):
        call_command("erase", reapply=True)


def test_erase_is_told_in_the_log_as_done_at_the_server():
    make_signature(make_text(), state="pending", email="ada@example.org")

    call_command("erase", "ada@example.org")

    [line] = lines(Decision.objects.select_related("statement"), undone=(), reader=make_organizer())
    assert (line.who, line.after) == ("a command on the server", "erased")


def test_erase_finds_an_address_whose_name_and_address_are_gone_already(capsys):
    make_nameless(make_text(), email="quilla@harbor.example")

    call_command("erase", "quilla@harbor.example")

    assert Signature.objects.get().state == "withdrawn"
    assert "Erased" in capsys.readouterr().out


def test_erase_reapply_erases_what_is_over_by_the_clock_too(settings, tmp_path, capsys):
    settings.ERASURES_FILE = tmp_path / "erasures"
    settings.ERASURES_FILE.touch()
    make_signature(make_text(), display="counted", name="Quilla Harbor")
    Signature.objects.update(attested_at=timezone.now() - settings.KEEP_WITHHELD * 2)

    call_command("erase", reapply=True)

    assert Signature.objects.get().name == ""
    assert "Rows erased because their time is over: 1." in capsys.readouterr().out
