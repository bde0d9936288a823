"""Signing is paused and goes on; nobody loses what they typed or signed."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Decision, Signature, Statement
from signatures.views.desk.statements import pausing
from tests.factories import make_signature, sign_form

pytestmark = pytest.mark.django_db

NOTE = "The union asked for a day. Come back on Friday."


def post(client, path, **sent):
    seen = client.get("/desk/ask/pause/").context["seen"]
    return client.post(f"/desk/ask/{path}/", {"seen": seen, **sent})


def test_pause_takes_the_form_away_and_says_why(client, edith, text):
    assertContains(Client().get("/ask/"), 'id="id_name"')

    post(client, "pause", note=NOTE)

    page = Client().get("/ask/")
    assertContains(page, "Signing is paused.")
    assertContains(page, NOTE)
    assertNotContains(page, 'id="id_name"')
    assertContains(Client().get("/ask/sign/"), NOTE, status_code=409)
    assertContains(Client().get("/ask/endorse/"), NOTE, status_code=409)


def test_pause_without_a_sentence_asks_to_come_back(client, edith, text):
    post(client, "pause", note="")

    assertContains(Client().get("/ask/"), "Come back later.")


def test_form_sent_during_a_pause_keeps_what_was_typed(client, edith, text):
    sent = sign_form(name="Ottilie Feder")
    post(client, "pause", note=NOTE)

    answer = Client().post("/ask/sign/", sent)

    assertContains(answer, NOTE, status_code=409)
    assertContains(answer, 'value="Ottilie Feder"', status_code=409)
    assert not Signature.objects.exists()
    assert not mail.outbox


def test_signing_goes_on(client, edith, text):
    post(client, "pause", note=NOTE)

    post(client, "resume")

    assert Statement.objects.get().is_open
    assertContains(Client().get("/ask/"), 'id="id_name"')
    assertNotContains(Client().get("/ask/"), NOTE)


def test_pause_and_its_end_are_in_the_log(client, edith, text):
    post(client, "pause", note=NOTE)
    post(client, "resume")

    page = client.get("/desk/log/")
    assertContains(page, "signing paused since")
    assertContains(page, NOTE)
    assert set(Decision.objects.values_list("by", flat=True)) == {edith.pk}


def test_settings_say_that_signing_is_paused_and_lead_on(client, edith, text):
    assertContains(client.get("/desk/ask/settings/"), "Pause signing …")

    post(client, "pause", note="")

    assertContains(client.get("/desk/ask/settings/"), "Signing has been paused since")
    assertContains(client.get("/desk/ask/settings/"), "Resume signing …")


def test_preview_counts_those_who_can_still_confirm(client, edith, text):
    make_signature(text, state="pending")

    assertContains(client.get("/desk/ask/pause/"), "1 person who has signed but not confirmed")


def test_paused_statement_is_closed_before_it_is_archived(client, edith, text):
    post(client, "pause", note="")

    assertContains(client.post("/desk/ask/archive/", follow=True), "Close it first")
    assert Statement.objects.get().archived_at is None


def test_what_changed_meanwhile_is_not_overwritten(client, edith, text):
    seen = client.get("/desk/ask/pause/").context["seen"]
    Statement.objects.update(goal=9)

    answers = [client.post(f"/desk/ask/{act}/", {"seen": seen}) for act in ("pause", "resume")]

    assert [each.status_code for each in answers] == [409, 302]
    assert not Statement.objects.get().is_paused


def test_statement_that_has_ended_cannot_be_paused(client, edith, text):
    Statement.objects.update(closes_at=timezone.now())

    assert client.get("/desk/ask/pause/").status_code == 404


def test_control_characters_are_refused_at_the_field(client, edith, text):
    answer = post(client, "pause", note="a\x00b")

    assert answer.status_code == 422
    assert answer.context["form"].errors["note"]
    assert pausing.PauseForm(data={"note": "x" * 301}).errors["note"]
