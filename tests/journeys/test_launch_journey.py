"""A launch from private collection to the archive, by an editor and by strangers."""

import re
from urllib.parse import urljoin

import pytest

from tests.journeys.site import wait_until
from tests.journeys.test_statements_desk import editor  # noqa: F401 - a fixture for here too
from tests.journeys.visitor import DESKTOP, PHONE

NAMES = ["Ada Example", "Nuala Ní Shampla"]


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_editor_rehearses_launches_undoes_and_archives(editor, visitor, site, tmp_path, screen):  # noqa: F811
    slug = "launch-by-phone" if screen is PHONE else "launch-by-desk"
    site.seed("before_launch", slug)
    edda = editor(f"edda-{slug}@example.org", screen=screen)
    set_dates(edda, slug)
    rehearse(edda, slug)
    assert site.get(f"/{slug}/").status == 404

    # The site's own clock cannot be moved, so its date comes closer.
    site.sql("UPDATE signatures_statement SET publishes_at = now() WHERE slug = %s", slug)
    wait_until(lambda: site.get(f"/{slug}/").status == 200)
    stranger = visitor(screen=screen)
    stranger.open(f"/{slug}/launch-list/")
    stranger.look("Signatories at the launch")
    assert all(name in stranger.page.locator("main").inner_text() for name in NAMES)

    undo_and_publish_again(edda, slug, site)
    archive(stranger, slug, site, tmp_path / "out")


def set_dates(edda, slug):
    edda.open(f"/desk/{slug}/launch/")
    edda.look("Launch")
    edda.tab_to("#id_embargo_at").fill("30 November 2050, 9:00 Berlin")
    edda.press("Save")
    edda.look("Launch", status=422)
    assert "Enter the time of publication too" in edda.page.locator("main").inner_text()
    edda.tab_to("#id_publishes_at").fill("1 December 2050, 9:00 Berlin")
    edda.press("Save")
    edda.look("Launch")
    assert "1 December 2050, 08:00 UTC" in edda.page.locator(".timeline").inner_text()


def rehearse(edda, slug):
    edda.press("Rehearsal: the page as the public will see it")
    edda.look()
    shown = edda.page.locator("main").inner_text()
    assert "Rehearsal:" in shown
    assert all(name in shown for name in NAMES)


def undo_and_publish_again(edda, slug, site):
    edda.open(f"/desk/{slug}/launch/")
    edda.look("Launch")
    edda.press("Hide it again")
    edda.look("Launch")
    wait_until(lambda: site.get(f"/{slug}/").status == 404)
    edda.press("Publish now …")
    edda.look("Publish now")
    edda.press("Publish now")
    edda.look("Launch")
    wait_until(lambda: site.get(f"/{slug}/").status == 200)


def archive(stranger, slug, site, out):
    site.manage("archive", slug, str(out))
    page = stranger.page
    page.goto(out.joinpath("index.html").as_uri())
    for link in page.locator("a").evaluate_all("links => links.map(each => each.href)"):
        assert re.sub("^file://", "", urljoin(page.url, link)).startswith(str(out))
    page.get_by_role("link", name="Signatories, page 1").click()
    assert all(name in page.locator("main").inner_text() for name in NAMES)
    page.go_back()
    stranger.open(f"/{slug}/")
