import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Decision, JobRun, MailServer, OutgoingMail
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def olga(client):
    return sign_in(client, make_organizer("owner"))


def make_runs(ago):
    at = timezone.now() - ago
    JobRun.objects.bulk_create(
        JobRun(name=name, started_at=at, ended_at=at) for name in settings.CELERY_BEAT_SCHEDULE
    )


def test_owners_read_in_words_which_job_does_not_run(olga):
    make_runs(4 * HOUR)

    for page in ("/desk/", "/desk/operation/"):
        assertContains(
            olga.get(page),
            "Deleting data whose time is over: last started 4 hours ago, but should run every"
            " hour. Check that the beat and worker services are running.",
        )


def test_each_part_of_the_site_has_a_row_in_words(olga):
    make_runs(timedelta(0))

    page = olga.get("/desk/operation/").content.decode()

    for part in ("E-mail", "Worker", "Clock", "Cache", "Database"):
        assert re.search(rf"<th[^>]*>{part}</th>\s*<td[^>]*>Yes</td>", page), part


def test_a_part_that_is_not_well_comes_with_what_to_do(olga, settings):
    make_runs(timedelta(0))
    nowhere = {**settings.CACHES["pages"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "pages": nowhere}

    page = olga.get("/desk/operation/").content.decode()

    assert re.search(r"<th[^>]*>Cache</th>\s*<td[^>]*><strong>No</strong></td>", page)
    assert "Start Redis. Until then: systemctl start letter-jobs." in page


def test_nothing_is_said_while_all_is_well(olga):
    make_runs(timedelta(0))

    for page in ("/desk/", "/desk/operation/"):
        assertNotContains(olga.get(page), 'class="alarm"')


def test_others_are_not_bothered_with_jobs(client):
    make_runs(4 * HOUR)

    assertNotContains(sign_in(client, make_organizer("editor")).get("/desk/"), "last started")


def test_a_blocked_server_is_told_to_owners_and_with_the_statement(olga):
    make_text(slug="ask")
    now = timezone.now()
    MailServer.objects.create(
        refused=9, refused_since=now, paused_until=now + HOUR, last_refusal="SMTPDataError 554"
    )

    for page in ("/desk/", "/desk/operation/", "/desk/ask/"):
        assertContains(olga.get(page), "The mail server has refused every e-mail since")
        assertContains(olga.get(page), "(SMTPDataError 554)")


def test_failed_mails_are_counted_and_sent_again_by_a_button(olga):
    signature = make_signature(make_text())
    for _ in range(3):
        OutgoingMail.objects.create(
            signature=signature, kind="link", failed_at=timezone.now(), last_error="x 550"
        )
    page = olga.get("/desk/operation/")
    assertContains(page, "Failed in the last 24 hours: 3.")
    assertContains(page, ">x 550</td>")
    assertNotContains(page, signature.email)

    said = olga.post("/desk/operation/retry/", follow=True)

    assertContains(said, "3 failed e-mails will be sent again.")
    assert OutgoingMail.objects.unsent().count() == 3
    assert Decision.objects.filter(about="mail", by__isnull=False).count() == 1
