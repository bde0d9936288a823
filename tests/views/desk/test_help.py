"""The guides that organizers and officers read inside the product."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from signatures.renditions.texts import guides
from signatures.views.desk import layout
from tests.factories import make_guild, make_officer, make_organizer, sign_in

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]
BOLD = re.compile(r"\*\*([^*]+)\*\*")
MENU = {each.name: each.label for each in (*layout.SITE, *layout.STATEMENT)}


@pytest.fixture(scope="module")
def shown_words():
    """All templates and modules, in which every label of a button or menu is written."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "signatures").rglob("*.py")]
    return "\n".join(each.read_text() for each in files)


@pytest.mark.parametrize("template", [guides.ORGANIZERS, guides.OFFICERS])
def test_guide_quotes_only_labels_that_exist(template, shown_words):
    bold = BOLD.findall((ROOT / "templates" / template).read_text())
    quoted = {each for each in bold if not each.startswith("{{ menu.")}

    missing = {each for each in quoted if not re.search(f"[\"'>]{each}[\"'<:]", shown_words)}

    assert quoted
    assert missing == set()


def test_guide_names_only_pages_that_exist():
    named = re.findall(r"menu\.(\w+)", (ROOT / "templates" / guides.ORGANIZERS).read_text())

    assert set(named) <= MENU.keys()
    # Every page in the menus is explained.
    assert MENU.keys() - set(named) == {"desk", "desk_help", "desk_statement_log"}


def test_every_desk_page_links_to_a_part_of_the_guide():
    html = guides.guide(guides.ORGANIZERS, {"menu": MENU}).html
    parts = {name: layout.help_address(name).partition("#")[2] for name in MENU}

    assert [name for name, part in parts.items() if f'id="{part}"' not in html] == []
    assert {name for name, part in parts.items() if part == "text-first-steps"} == {
        "desk",
        "desk_help",
    }


def test_organizers_and_officers_read_their_guides(client):
    organizer, guild = make_organizer(), make_guild(slug="tin", name="Tin Players")
    sign_in(client, organizer)

    page = client.get(reverse("desk_help"))
    assert page.status_code == 200
    assert 'href="#text-review-signatures"' in page.content.decode()
    front = client.get(reverse("desk")).content.decode()
    assert 'href="/desk/help/#text-first-steps">Help with this page</a>' in front
    assert '<a href="/desk/help/">Help</a>' in front

    sign_in(client, make_officer(guild).user)
    page = client.get("/guilds/tin/help/").content.decode()
    assert "You act for Tin Players." in page
    for part, path in (("codes", "codes/"), ("vouching", "queue/"), ("roster", "roster/")):
        assert f'id="text-{part}"' in page
        shown = client.get(f"/guilds/tin/{path}").content.decode()
        assert f'href="/guilds/tin/help/#text-{part}"' in shown
