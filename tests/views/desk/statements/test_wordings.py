"""An editor says what a new version is, and sees before saving what will happen."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.statements import texts as statements
from signatures.models import (
    Decision,
    ProposedCorrection,
    Signature,
    TextVersion,
    WordingRound,
)
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

WRITE, TEXTS = "/desk/ask/texts/new/", "/desk/ask/texts/"


@pytest.fixture
def text():
    return make_text(slug="ask", text="We aks to be asked.")


@pytest.fixture
def edda(client):
    return enter(client)


def enter(client, role="editor"):
    user = make_organizer(role)
    sign_in(client, user)
    return user


def form(language="en", **typed):
    found = TextVersion.objects.filter(language=language).select_related("statement")
    newest = found.frozen_or_not().order_by("-number").first()
    words = vars(statements.TextInput.of(newest)) if newest else {}
    return {"seen": statements.revision(newest), **words, **typed}


def propose(client, **typed):
    words = {"text": "We ask to be asked.", "reason": "Spelling", **typed}
    return client.post(WRITE, form(kind="correction", **words), follow=True)


def test_form_says_before_saving_how_many_are_asked(client, edda, text):
    for _ in range(3):
        make_signature(text)
    added = make_signature(text, added_by_organizers=True)
    Signature.objects.filter(pk=added.pk).update(attested_at=None)
    french = TextVersion(statement=text.statement, language="fr", title="x", text="Demandez.")
    statements.add_text(french)

    page = " ".join(client.get(WRITE).content.decode().split())

    assert (
        "We e-mail 3 people who signed before and ask whether they sign this wording too." in page
    )
    assert "1 more cannot be asked, because there is no confirmed e-mail address." in page
    assert "Translations (français) are no longer shown until someone translates" in page


def test_version_is_not_saved_before_its_kind_is_chosen(client, edda, text):
    make_signature(text)

    response = client.post(WRITE, form(text="We ask twice."))

    assertContains(response, "Choose whether this is a correction", status_code=422)
    assert TextVersion.objects.count() == 1


def test_new_wording_starts_a_round_and_shows_its_progress(client, edda, text):
    make_signature(text)

    response = client.post(WRITE, form(text="We ask twice.", kind="new_wording"), follow=True)

    assert (WordingRound.objects.get().wording, WordingRound.objects.get().started_by) == (2, edda)
    assertContains(response, "E-mails queued: 0 (there were 1 to ask when it began).")


def test_correction_needs_a_reason(client, edda, text):
    make_signature(text)

    response = client.post(WRITE, form(text="We ask.", kind="correction"))

    assertContains(response, "Say why this is a correction", status_code=422)
    assert not ProposedCorrection.objects.exists()


def test_correction_becomes_a_version_when_another_organizer_agrees(client, edda, text):
    signature = make_signature(text)
    response = propose(client)
    assertContains(response, "Your correction is waiting for another organizer to agree.")
    assertContains(response, "Another organizer has to agree.")
    assert TextVersion.objects.count() == 1
    agree = f"/desk/ask/texts/corrections/{ProposedCorrection.objects.get().pk}/agree/"

    client.post(agree)
    assert TextVersion.objects.count() == 1  # not by the one who proposed it
    other = enter(client)
    assertContains(client.get(TEXTS), "Agree: it says the same")
    client.post(agree)

    saved = TextVersion.objects.get(number=2)
    assert (saved.kind, saved.reason, saved.wording) == ("correction", "Spelling", 1)
    signature.refresh_from_db()
    assert signature.text_version == text
    assert not ProposedCorrection.objects.exists()
    assert not WordingRound.objects.exists()
    lines = list(Decision.objects.filter(about="text").order_by("pk").values_list("by", "reason"))
    assert lines == [
        (edda.pk, "correction proposed: Spelling"),
        (other.pk, "correction agreed to: Spelling (text)"),
    ]
    page = client.get("/ask/versions/")
    assertContains(
        page, "Two members of the campaign team agreed that it says the same as the version before."
    )
    assertContains(page, "Reason: Spelling")
    assertContains(page, "What changed since version 1")


def test_correction_can_be_dropped_and_only_one_waits(client, edda, text):
    make_signature(text)
    propose(client)

    second = client.post(WRITE, form(kind="correction", text="We ask.", reason="Again"))
    client.post(f"/desk/ask/texts/corrections/{ProposedCorrection.objects.get().pk}/drop/")

    assertContains(second, "Another correction of this text is waiting", status_code=409)
    assert not ProposedCorrection.objects.exists()
    assert Decision.objects.order_by("pk").last().reason == "correction dropped: Spelling"


def test_correction_of_a_text_that_changed_since_is_not_saved(client, edda, text):
    make_signature(text)
    propose(client)
    client.post(WRITE, form(text="We ask twice.", kind="new_wording"))
    enter(client)

    client.post(f"/desk/ask/texts/corrections/{ProposedCorrection.objects.get().pk}/agree/")

    assert [each.kind for each in TextVersion.objects.order_by("number")] == [
        "first",
        "new_wording",
    ]


def test_translation_is_confirmed_by_two_organizers(client, edda, text):
    french = TextVersion(statement=text.statement, language="fr", title="x", text="Demandez.")
    statements.add_text(french)
    confirm = f"/desk/ask/texts/{french.pk}/confirm/"
    unconfirmed = "Two members of the campaign team have not confirmed yet that it says the same."

    for _ in range(2):
        client.post(confirm)
    assertContains(client.get("/ask/versions/"), unconfirmed)
    enter(client)
    client.post(confirm)

    page = client.get("/ask/versions/")
    assertContains(page, "Two members of the campaign team confirmed that it says the same.")
    assertContains(page, "Translations of one wording count as the same wording.")
    assertNotContains(page, unconfirmed)
    assert Decision.objects.filter(reason__startswith="confirmed that the translation").count() == 2


@pytest.mark.parametrize("act", ["corrections/1/agree/", "corrections/1/drop/", "1/confirm/"])
def test_moderators_decide_nothing_about_texts(client, text, act):
    enter(client, "moderator")

    assert client.post(f"/desk/ask/texts/{act}").status_code == 403
