import pytest
from django.core.management import call_command

from signatures.models import TallyDelta
from tests.factories import make_signature, make_text


@pytest.mark.django_db
def test_command_folds_everything_and_changes_no_count(client, capsys):
    text = make_text(slug="ask")
    for _ in range(3):
        make_signature(text)

    call_command("fold_tallies")

    assert capsys.readouterr().out == "Folded 3 deltas.\n"
    assert not TallyDelta.objects.exists()
    assert client.get("/api/v1/statements/ask/count").json() == {"signatories": 3}
