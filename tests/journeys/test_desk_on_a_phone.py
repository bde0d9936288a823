"""Every page of the desk and of officers at 390 pixels, found by its links and filled with rows."""

import io
import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from signatures.actions.audits import audits
from signatures.actions.imports import checking, uploads
from signatures.actions.moderation import bulk
from signatures.forms.imports import facts_of
from signatures.models import Occupation, Officer, PartnerTotal, Signature, WatchedName
from tests import factories as make
from tests.journeys.visitor import PHONE
from tests.views.desk.filled import fill

pytestmark = pytest.mark.timeout(900)


def plant():
    """Fill the desk and a guild with rows, and return the session of an owner and officer."""
    long = "Quillmarkoverstretchedfoundation"
    owner = make.make_organizer(email="owner-of-a-phone@desk.example")
    make.make_organizer("moderator", email="m" * 60 + "@desk.example")
    text = make.make_text(slug="narrow", title="A narrow statement about wide tables")
    fill(text, long)
    statement = text.statement
    PartnerTotal.objects.create(
        statement=statement, number=5000, collected_by=long, as_of="2026-05-03", source=long
    )
    Occupation.objects.get_or_create(slug="harper", name="Harper")
    WatchedName.objects.create(name="Zora Watched", keys=["none"], by=owner, note=long)
    audits.start(statement, percent=5, by=owner)
    bulk.plan(
        Signature.objects.filter(statement=statement, state="held"),
        statement=statement,
        act="publish",
        reason=long,
        by=owner,
    )
    for known in (False, True):
        head = f"Name,Credit,{'Other' if known else 'Land'}"
        file = io.BytesIO(f"{head}\nBela Tarn,{long},x\n".encode())
        file.name = "paper.csv"
        made = uploads.upload(statement, file, facts_of(file), by=owner, reason=long)
        if known:
            uploads.choose_columns(made, {"name": 0, "credit": 1}, unused=["Other"])
            checking.check_due()
    guild = make.make_guild(
        slug="narrow",
        name=long,
        members=1000,
        methods=["guild_code", "guild_officer", "guild_roster", "guild_domain", "guild_sso"],
    )
    Officer.objects.create(user=owner, guild=guild)
    make.make_codes(guild, officer=make.make_officer(guild).user, owner=owner, note=long)
    make.make_roster(guild, ("1001", "Tarn", "a@tin.example"), state="read")
    make.make_domain(guild, long.lower() + ".example", confirmed=False)
    make.make_vouch_request(guild, make.make_without_address(text, name="Vera Vouched"))
    return make.sign_in(Client(), owner, reauthenticated=True).session.session_key


# What is wider than the window, and each control that is not wholly in it.
CUT_OFF = """() => {
  const controls = 'a, button, select, textarea, summary, input:not([type=hidden])';
  const outside = [...document.querySelectorAll(controls)].filter(each => {
    if (each.closest('.skip') || !each.checkVisibility({visibilityProperty: true})) return false;
    const box = each.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && (box.right > innerWidth + 1 || box.left < -1);
  });
  return outside.map(each => each.outerHTML.slice(0, 120));
}"""
OTHERS = """
    SELECT slug FROM signatures_statement UNION SELECT slug FROM signatures_guild
    EXCEPT SELECT 'narrow'
"""
START = ["/desk/", "/guilds/narrow/", "/accounts/digest/", "/desk/people/"]
BELOW = ("/desk/", "/guilds/narrow/")
FILES = re.compile(r"\.(csv|json|pdf|py|pyz|txt|zip)$|/(report|download)/$")


def kind(address, others):
    """Return the address without ids, slugs of others and values of the query.

    ``others`` are the slugs of statements and guilds that other journeys have made.
    """
    parts = urlsplit(address)
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)", "#", parts.path)
    whose = re.match("/(?:desk/guilds|desk|guilds)/([^/]+)/", path)
    if whose and whose[1] in others:
        path = path.replace(f"/{whose[1]}/", "/other/", 1)
    return path, tuple(sorted(re.findall(r"(\w+)=", parts.query)))


def test_every_page_fits_the_window_with_all_its_controls(visitor, site):
    key = site.call(__name__, "plant")
    somebody = visitor(signs_in=True, screen=PHONE)
    somebody.context.add_cookies([{"name": "session", "value": key, "url": site.env["SITE_URL"]}])
    page, wrong = somebody.page, []
    others = {slug for [slug] in site.sql(OTHERS)}
    todo, seen = deque(START), {kind(each, others) for each in START}

    while todo:
        address = todo.popleft()
        somebody.open(address)
        assert somebody.shown.status == 200, address
        cut = page.evaluate(CUT_OFF)
        if somebody.sideways() or cut:
            wrong.append((address, somebody.sideways(), cut))
        for link in page.evaluate("[...document.links].map(each => each.href)"):
            there = urljoin(site.env["SITE_URL"], link).removeprefix(site.env["SITE_URL"])
            there = there.partition("#")[0]
            is_new = kind(there, others) not in seen and not FILES.search(urlsplit(there).path)
            if is_new and there.startswith(BELOW):
                seen.add(kind(there, others))
                todo.append(there)
        somebody.said.clear()

    assert wrong == []
    assert len(seen) > 60
