from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from signatures.actions.monitoring import database, metrics, request_counts
from signatures.models import JobRun, OutgoingMail, Signature
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

TOKEN = "a token of a monitor"
FROM_ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(autouse=True)
def _nothing_is_counted_yet(monkeypatch):
    monkeypatch.setattr(request_counts, "_counts", request_counts.Counter())


def read(client, **headers):
    """Return each number by its name and its labels: "letter_queue held_signatures"."""
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200
    families = text_string_to_metric_families(response.content.decode())
    samples = [sample for family in families for sample in family.samples]
    return {" ".join([each.name, *each.labels.values()]): each.value for each in samples}


def test_metrics_are_for_programs_of_this_machine(client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 200  # a unix socket
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200

    assert client.get("/metrics", **FROM_ELSEWHERE).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="unknown").status_code == 404


def test_metrics_are_not_for_what_a_proxy_of_this_machine_passes_on(client):
    assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404


def test_metrics_are_for_everyone_with_the_token_and_no_one_without(client, settings):
    settings.METRICS_TOKEN = TOKEN

    def status(sent, **where):
        return client.get("/metrics", headers={"authorization": sent}, **where).status_code

    assert status(f"Bearer {TOKEN}", **FROM_ELSEWHERE) == 200
    assert [status(each) for each in ("", TOKEN, "Bearer ", f"Basic {TOKEN}", "Bearer é")] == [
        404
    ] * 5


def test_metrics_are_never_cached_and_need_no_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/metrics")

    assert response["Content-Type"].startswith("text/plain; version=")
    assert "no-store" in response["Cache-Control"]


def test_metrics_tell_what_waits_and_for_how_long(client, text):
    now = timezone.now()
    hour = timedelta(hours=1)
    make_signature(text, state="held")
    older = make_signature(text, state="held")
    Signature.objects.filter(pk=older.pk).update(attested_at=now - 2 * hour)
    OutgoingMail.objects.create(kind="nothing", due_at=now - hour)

    found = read(client)

    assert found["letter_queue held_signatures"] == 2
    assert 7200 <= found["letter_queue_oldest_seconds held_signatures"] < 7200 + 600
    assert found["letter_queue webhook_calls"] == 0
    assert found["letter_signatures held"] == 2
    assert 3600 <= found["letter_mail_oldest_due_seconds"] < 3600 + 600
    assert (found["letter_mail_state stopped"], found["letter_mail_state ok"]) == (1, 0)


def test_metrics_tell_which_job_does_not_run(client):
    now = timezone.now()
    for name in configured.CELERY_BEAT_SCHEDULE:
        ago = timedelta(hours=1) if name == "fold_tallies" else timedelta(0)
        JobRun.objects.create(name=name, started_at=now - ago, ended_at=now - ago)

    found = read(client)

    assert (found["letter_job_ok fold_tallies"], found["letter_job_ok send_updates"]) == (0, 1)
    assert 3600 <= found["letter_job_ended_seconds fold_tallies"] < 3600 + 600


def test_metrics_count_what_the_site_answered(client, text):
    client.get("/ask/")
    client.get("/nowhere/")
    client.post("/ask/sign/", {})
    client.get("/healthz/live")

    found = read(client)

    assert found["letter_requests_total read 2xx"] == 1
    assert found["letter_requests_total read 4xx"] == 1
    assert found["letter_requests_total form 4xx"] == 1
    assert found["letter_requests_total form 5xx"] == 0
    assert found["letter_request_seconds_count read"] == 2
    assert found["letter_request_seconds_bucket read +Inf"] == 2
    assert found["letter_request_seconds_sum read"] > 0


def test_metrics_know_the_database_and_the_cache(client):
    found = read(client)

    assert [found[f"letter_{name}"] for name in ("database_up", "cache_up")] == [1, 1]
    assert found["letter_database_writable"] == found["letter_database_disk_has_room"] == 1
    assert 0 < found["letter_database_connections"] <= found["letter_database_connections_most"]
    assert found["letter_database_bytes"] > 1_000_000


def test_metrics_say_that_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(metrics.database, "health", away)

    found = read(client)

    assert found["letter_database_up"] == 0
    assert "letter_mail_due" not in found
    assert "letter_requests_total read 2xx" in found


def test_metrics_say_that_redis_is_away(client, settings):
    settings.CACHES = {
        name: {**cache, "LOCATION": "redis://127.0.0.1:1/0"} if name == "pages" else cache
        for name, cache in configured.CACHES.items()
    }
    client.get("/nowhere/")

    found = read(client)

    assert (found["letter_cache_up"], found["letter_database_up"]) == (0, 1)
    assert request_counts._counts["read 4xx"] == 1  # kept until Redis is back


def test_metrics_hold_nothing_about_a_person_or_a_statement(client):
    text = make_text(slug="a-secret-draft")
    signature = make_signature(text, name="Ada Land", email="ada@example.org", state="held")

    content = client.get("/metrics").content.decode()

    for word in ("Ada", "ada@", "secret-draft", str(signature.public_id), text.title):
        assert word not in content


def test_metrics_take_the_same_number_of_queries_with_more_rows(client, text, monkeypatch):
    monkeypatch.setattr(database, "_last_try", (float("inf"), True))  # a try takes more of them

    def queries():
        with CaptureQueriesContext(connection) as taken:
            client.get("/metrics")
        return len(taken)

    before = queries()
    for _ in range(3):
        make_signature(text, state="held")

    assert queries() == before <= 10
