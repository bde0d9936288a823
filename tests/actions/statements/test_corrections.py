import pytest

from signatures.actions.statements import corrections
from signatures.actions.statements import texts as statements
from signatures.errors import InUseError, SameOrganizerError, StaleEditError
from signatures.models import ProposedCorrection, TextVersion
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    text = make_text(text="We aks.", byline="Ada", addressee="the minister")
    make_signature(text)
    return text


def propose(text, words="We ask.", by=None):
    typed = statements.TextInput("Ask first", words, text.addressee, text.byline, "Dear minister,")
    newest = statements.newest_for_update(text.statement, "en")
    return corrections.propose(
        text.statement,
        "en",
        typed,
        seen=statements.revision(newest),
        reason="Spelling",
        by=by or make_organizer("editor"),
    )


def test_agree_saves_every_part_that_was_proposed(text):
    proposed = propose(text)

    saved = corrections.agree(proposed.pk, statement=text.statement, by=make_organizer("editor"))

    assert statements.TextInput.of(saved) == statements.TextInput(
        "Ask first", "We ask.", "the minister", "Ada", "Dear minister,"
    )
    assert (saved.number, saved.wording, saved.reason) == (2, 1, "Spelling")
    assert not ProposedCorrection.objects.exists()


def test_agree_takes_another_organizer(text):
    edda = make_organizer("editor")
    proposed = propose(text, by=edda)

    with pytest.raises(SameOrganizerError):
        corrections.agree(proposed.pk, statement=text.statement, by=edda)

    assert TextVersion.objects.count() == 1


def test_propose_lets_only_one_correction_of_a_language_wait(text):
    propose(text)

    with pytest.raises(InUseError):
        propose(text, "We asked.")


def test_correction_of_another_statement_is_not_found(text):
    proposed = propose(text)

    with pytest.raises(StaleEditError):
        corrections.drop(proposed.pk, statement=make_text().statement, by=make_organizer())
