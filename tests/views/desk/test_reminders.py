from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures import tokens
from signatures.models import OutgoingMail
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    return sign_in(client, make_organizer("moderator"))


@pytest.fixture
def pending():
    day_ago = timezone.now() - timedelta(hours=25)
    signature = make_signature(make_text(slug="ask"), state="pending", signed_at=day_ago)
    mailed = {"created_at": day_ago, "sent_at": day_ago, "due_at": day_ago}
    OutgoingMail.objects.create(signature=signature, kind="confirm", **mailed)
    return signature


def kinds():
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def test_page_of_an_unconfirmed_signature_sends_its_e_mail_again(moderator, pending):
    path = f"/desk/ask/signatures/{pending.public_id}/"

    shown = moderator.get(path)
    first = moderator.post(f"{path}remind/", follow=True)
    second = moderator.post(f"{path}remind/", follow=True)

    assertContains(shown, "Send the e-mail to confirm again")
    assertContains(first, "The e-mail to confirm is being sent")
    assertContains(second, "No e-mail was sent")
    assert kinds() == ["confirm", "remind_again"]


def test_page_of_a_confirmed_signature_offers_no_reminder(moderator):
    signature = make_signature(make_text(slug="ask"))

    page = moderator.get(f"/desk/ask/signatures/{signature.public_id}/")

    assertNotContains(page, "Send the e-mail to confirm again")
    assertContains(page, tokens.reference(signature.public_id))


def test_dashboard_sends_reminders_to_everyone_who_has_not_confirmed(moderator, pending):
    page = moderator.get("/desk/ask/")
    done = moderator.post("/desk/ask/remind/", follow=True)

    assertContains(page, "Send reminders")
    assertContains(done, "Reminder to 1 person is being sent.")
    assert kinds() == ["confirm", "remind_again"]


def test_viewer_can_send_no_reminders(client, pending):
    viewer = sign_in(client, make_organizer("viewer"))

    assertNotContains(viewer.get("/desk/ask/"), "Send reminders")
    assert viewer.post("/desk/ask/remind/").status_code == 403
    assert kinds() == ["confirm"]


def test_dashboard_draws_submitted_and_confirmed_by_day(moderator, pending):
    make_signature(pending.text_version)

    page = moderator.get("/desk/ask/").content.decode()

    section = page.partition('id="days-heading"')[2].partition("</section>")[0]
    assert 'class="line__path"' in section
    assert 'class="line__band"' in section
    rows = section.partition("<tbody>")[2].split("</tr>")
    figures = [row.count('<td class="figure">1</td>') for row in rows]
    assert (figures[0], sum(figures)) == (2, 3)  # today: one submitted and confirmed


@pytest.mark.parametrize("wrong", ["", "K7QF", "K7QF-2MX!"])
def test_search_finds_a_signature_by_its_reference(moderator, pending, wrong):
    make_signature(pending.text_version, name="Someone Else")
    typed = tokens.reference(pending.public_id).lower().replace("-", " ").replace("0", "o")

    found = moderator.get("/desk/ask/signatures/", {"reference": typed})
    bad = moderator.get("/desk/ask/signatures/", {"reference": wrong})

    assertContains(found, "Ada Example")
    assertNotContains(found, "Someone Else")
    assert bad.status_code == (422 if wrong else 200)
