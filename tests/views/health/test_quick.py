import pytest
from django.db import connection

from signatures.actions.monitoring import database


@pytest.fixture(autouse=True)
def _disk_was_not_tried_before(monkeypatch):
    monkeypatch.setattr(database, "_last_try", (0.0, True))


def test_live_needs_no_database(client):
    response = client.get("/healthz/live")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_asks_the_database_and_tries_its_disk_now_and_then(client, django_assert_num_queries):
    with django_assert_num_queries(5):  # with the two ends of a transaction
        response = client.get("/healthz/ready")
    assert (response.status_code, response.content) == (200, b"ok\n")

    with django_assert_num_queries(1):
        assert client.get("/healthz/ready").status_code == 200


@pytest.mark.django_db
def test_ready_notices_a_full_disk_and_tries_again_later(client, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL temp_file_limit = 0")  # PostgreSQL refuses as a full disk does
    assert client.get("/healthz/ready").status_code == 503
    assert client.get("/healthz/ready").status_code == 503

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL temp_file_limit = -1")
    assert client.get("/healthz/ready").status_code == 503  # not tried again so soon
    later = database.monotonic() + database.WRITE_TEST_INTERVAL.total_seconds()
    monkeypatch.setattr(database, "monotonic", lambda: later)
    assert client.get("/healthz/ready").status_code == 200


@pytest.mark.django_db
def test_ready_notices_a_database_that_only_reads(client):
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")

    assert client.get("/healthz/ready").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_health_is_asked_afresh_and_without_https(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
