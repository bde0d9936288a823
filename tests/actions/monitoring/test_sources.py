import pytest

from signatures.actions.monitoring import sources
from signatures.actions.monitoring.sources import Source
from signatures.models import Guild, Signature
from tests.actions.monitoring.proven import DAY, HOUR, NOW, SECOND, proven
from tests.factories import make_guild_member, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    return make_text(opens_at=NOW - 9 * DAY)


def test_sources_are_the_most_frequent_of_a_day(text, settings):
    settings.NETWORK_BURST = settings.DOMAIN_BURST = 3
    guild = Guild.objects.create(slug="quill", name="Quill")
    far = {"source_network": "8.8.8.0/24"}
    for number in range(3):
        proven(text, NOW - HOUR, email=f"a{number}@one.example", **far)
    proven(text, NOW - 3 * HOUR, email="b@two.example", **far)
    for number in range(3):
        proven(text, NOW - HOUR, email=f"c{number}@gmail.com", source_network="10.0.0.0/24")
    proven(text, NOW - DAY - SECOND, email="d@old.example")
    member = make_guild_member(text, guild, email="e@two.example")
    Signature.objects.filter(pk=member.pk).update(attested_at=NOW)

    found = sources.of_a_day(text.statement, now=NOW)

    assert found.networks == [
        Source("8.8.8.0/24", 4, 3, is_burst=True),
        Source("10.0.0.0/24", 3, 3),
    ]
    assert found.domains == [
        Source("gmail.com", 3, 3),
        Source("one.example", 3, 3, is_burst=True),
        Source("two.example", 2, 1),
    ]
    assert found.proofs == [Source("email", 7, 6), Source("guild", 1, 1)]
    assert found.looked_at == 8


def test_sources_are_bounded_and_say_so(text, monkeypatch):
    monkeypatch.setattr(sources, "MOST_PROVEN", 3)
    monkeypatch.setattr(sources, "TOP", 2)
    for number in range(4):
        proven(text, NOW - number * SECOND, email=f"a@{number}.example")

    found = sources.of_a_day(text.statement, now=NOW)

    assert [each.value for each in found.domains] == ["0.example", "1.example"]
    assert (found.looked_at, found.is_cut_short) == (3, True)
