import pytest
from django.core.management import call_command

from signatures.actions.evidence import screening
from signatures.models import Decision, WatchedName
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


def test_keys_of_old_are_made_again_once(capsys):
    WatchedName.objects.create(name="Ada Lovelace", keys=["of old"])

    call_command("remake_watched_names")
    call_command("remake_watched_names")

    assert capsys.readouterr().out == "1 names were updated.\n0 names were updated.\n"
    ada = make_signature(make_text(), state="pending", name="A. Lovelace")
    assert screening.screen(ada).reasons == ["watched_name"]
    assert "Ada" not in str(list(Decision.objects.values_list()))


def test_update_makes_keys_of_old_again():
    WatchedName.objects.create(name="Ada Lovelace", keys=["of old"])

    call_command("migrate", verbosity=0)

    ada = make_signature(make_text(), state="pending", name="Ada Lovelase")
    assert screening.screen(ada).reasons == ["watched_name"]
