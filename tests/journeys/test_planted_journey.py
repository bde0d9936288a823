"""Nothing of a person is left anywhere on a running site after a withdrawal, or after 72 hours."""

import pytest

from tests.journeys import planted
from tests.journeys.planted import ADDRESS, CREDIT, NAME, NETWORK, NUMBER, WORDS
from tests.journeys.site import wait_until


def sign(site, slug, **chosen):
    """Sign and confirm as a browser does, with planted words; return the path of the own page."""
    form = {"name": NAME, "email": ADDRESS, "credit": CREDIT, "display": "full", **chosen}
    before = len([each for each in site.sink.mails if each.to == ADDRESS])
    consents = {"consent_sign": "on", "consent_publish": "on"}
    assert site.post(f"/{slug}/sign/", {**form, **consents}).status == 302
    assert site.post(site.sink.wait_for(ADDRESS, count=before + 1).path, {}).status == 200
    return site.sink.wait_for(ADDRESS, count=before + 2).path


@pytest.mark.timeout(300)
def test_nothing_is_left_anywhere_after_a_withdrawal(site):
    site.seed("statement", "planted")
    own_page = sign(site, "planted")
    assert planted.shown(site, "planted") != set()
    site.seed("plant", ADDRESS, NUMBER, NETWORK)
    assert {word for word, _ in planted.kept(site)} == set(WORDS)

    assert site.post(f"{own_page}withdraw/", {}).status == 200
    seconds = wait_until(lambda: not planted.shown(site, "planted"), within=60)
    site.sink.wait_for(ADDRESS, count=3)
    wait_until(lambda: not planted.kept(site), within=60)

    assert planted.shown(site, "planted") == set()
    print(f"withdrawn: gone from every page and file after {seconds:.1f} s")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("display", ["anonymous", "counted"])
def test_nothing_is_left_anywhere_once_the_identity_is_erased(site, display):
    slug = f"planted-{display}"
    site.seed("statement", slug)
    own_page = sign(site, slug, display=display)
    site.seed("plant", ADDRESS, NUMBER, NETWORK)
    # A name that is not shown is never in anything public.
    assert planted.shown(site, slug) == set()
    site.sql(
        "UPDATE signatures_signature SET attested_at = attested_at - interval '73 hours'"
        " WHERE email = %s",
        ADDRESS,
    )

    site.manage("forget")

    wait_until(lambda: not planted.kept(site), within=60)
    assert site.count(slug) == 1
    assert site.get(own_page).status == 200
