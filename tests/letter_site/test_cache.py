"""The page cache on a real Valkey, on none at all, and on one that never answers."""

import socket

import pytest
from django.conf import settings as configured

from letter_site.connections import cache as cache_module
from letter_site.connections.cache import PageCache

OPTIONS = configured.CACHES["pages"]["OPTIONS"]


def page_cache(location):
    return PageCache(location, {"KEY_PREFIX": "test-cache", "OPTIONS": OPTIONS})


@pytest.fixture
def here():
    cache = page_cache(configured.REDIS_URL)
    cache.clear()
    return cache


@pytest.fixture
def gone():
    return page_cache("redis://127.0.0.1:1/0")


def test_cache_keeps_what_it_is_given(here):
    here.set("page", (b"body", {"Content-Type": "text/html"}), 60)

    assert here.get("page") == (b"body", {"Content-Type": "text/html"})


def test_cache_adds_only_once(here):
    assert [here.add("wake", 1, timeout=30), here.add("wake", 1, timeout=30)] == [True, False]


def test_cache_forgets(here):
    here.add("wake", 1, timeout=5)

    assert here.delete("wake") is True
    assert here.get("wake", "nothing") == "nothing"


def test_cache_has_nothing_where_another_release_stored_what_this_one_cannot_read(here):
    moved = b"csignatures.views.gone\nPage\n."  # a pickled reference to a class
    here._redis().set(here.make_key("moved"), moved)
    here.set("page", 1, 60)

    assert here.get("moved", "nothing") == "nothing"
    assert here.get_many(["moved", "page"]) == {"page": 1}


def test_cache_adds_to_sums(here):
    assert here.add_to_sums("counts", {"a": 2, "b": 1}) is True
    assert here.add_to_sums("counts", {"a": 3}) is True

    assert here.sums("counts") == {"a": 5, "b": 1}
    assert here.is_up() is True


def test_cache_without_redis_has_nothing_and_raises_nothing(gone):
    calls = [
        lambda: gone.get("page", "nothing"),
        lambda: gone.get_many(["page", "other"]),
        lambda: gone.set("page", 1, 60),
        lambda: gone.add("page", 1),
        lambda: gone.delete("page"),
        lambda: gone.is_up(),
        lambda: gone.add_to_sums("counts", {"a": 1}),
        lambda: gone.sums("counts"),
        lambda: gone.messages_waiting("celery"),
    ]

    answers = []
    for call in calls:
        PageCache._again_at = 0.0  # so that each of them really tries
        answers.append(call())

    assert answers == ["nothing", {}, None, False, False, False, False, {}, 0]


def test_cache_leaves_a_lost_redis_alone_and_comes_back(gone, here, monkeypatch):
    here.set("page", "kept", 60)
    gone.get("page")

    assert here.get("page") is None
    monkeypatch.setattr(cache_module, "LEAVE_ALONE", 0.0)
    PageCache._again_at -= 10.0
    assert here.get("page") == "kept"


def test_cache_that_never_answers_costs_one_short_wait():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.settimeout(0)
        cache = page_cache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        answers = [cache.get("page") for _ in range(50)]

        silent.accept()[0].close()  # the first asked
        with pytest.raises(BlockingIOError):
            silent.accept()
    assert answers == [None] * 50
