import pytest

from signatures.actions.evidence import screening
from signatures.actions.evidence.candidates import Candidate
from signatures.models import Rule, Signature, WatchedName
from signatures.text import finding
from signatures.text.watched_names.keys import watched_keys
from tests.factories import make_signature

pytestmark = pytest.mark.django_db

# Name, credit, mailbox and the reasons to hold.
PEOPLE = [
    ("Ada Land", "Poet", "ada@example.org", []),
    ("Ada Land", "Poet", None, []),
    ("Grace Hopper", "", "grace@example.org", ["watched_name"]),
    ("Bo Quill", "", None, ["rule"]),
    ("Bea Land", "Nobel laureate", "bea@mailinator.com", ["self_declared", "disposable"]),
    ("Cleo Land", "Painter", None, ["same_words"]),
    ("Сate Land", "", "cate@example.org", ["mixed_scripts"]),  # with a Cyrillic letter
    ("Dov Land", "", "d.ov+news@gmail.com", ["same_mailbox"]),
]


@pytest.mark.table(("name", "credit", "mailbox", "expected"), PEOPLE)
def test_candidate_is_held_for_the_reasons_of_the_same_signature(
    text, name, credit, mailbox, expected
):
    WatchedName.objects.create(name="Grace Hopper", keys=sorted(watched_keys("Grace Hopper")))
    held = Rule.objects.create(kind="word", value="quill")
    make_signature(text, name="Cleo Land", credit="Painter")
    make_signature(text, name="Dov Land", email="dov@gmail.com")
    soft = {"d.ov+news@gmail.com": "dov@gmail.com"}.get(mailbox, mailbox)
    words = finding.search_text(name, credit)

    candidate = Candidate(text.statement, name, credit, words, mailbox, soft)
    facts = {"name": name, "credit": credit, "search_text": words, "mailbox": mailbox}
    signature = Signature(pk=0, statement=text.statement, mailbox_soft=soft, **facts)
    verdicts = screening.screen_all([candidate, signature])

    assert verdicts[0] == verdicts[1]
    reasons = [f"rule_{held.pk}" if each == "rule" else each for each in expected]
    assert verdicts[0].reasons == reasons


def test_candidates_cost_no_query_each_where_the_form_asks_for_a_quote(
    text, django_assert_num_queries
):
    text.statement.form_fields = ["quote", "affiliation"]
    names = ["Ada Land", "Bea Land", "Cleo Land"]

    with django_assert_num_queries(1):
        screening.screen_all([Candidate(text.statement, e, "", "", None, None) for e in names])
