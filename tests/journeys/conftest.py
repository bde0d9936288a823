import shutil
from pathlib import Path
from tempfile import gettempdir

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.servers import VAR_DIR

# The shell has no windows to draw, and takes half the time.
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser"]
CHROMIUM = [
    "--no-sandbox",  # which root needs; it sees our own pages only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def site(testrun_uid):
    only_one = Path(gettempdir()) / f"letter-journeys-{testrun_uid}"
    only_one.mkdir()  # it is there where tests/conftest.py has not kept the journeys together
    site = Site(VAR_DIR / "journeys")
    try:
        site.start()
        site.seed("statements")
        yield site
        leaks = site.leaks()
    finally:
        site.stop()
        only_one.rmdir()
    assert leaks == []


# Not for the whole session: while it runs, Django takes the thread for an asynchronous one.
@pytest.fixture(scope="package")
def browser():
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser, site):
    """Call it for a Visitor; what the visitor noticed is checked when the test is over."""
    visitors = []

    def come(**how):
        visitors.append(Visitor(browser, site, **how))
        return visitors[-1]

    yield come
    for each in visitors:
        each.leave()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    site = getattr(item, "funcargs", {}).get("site")
    if report.failed and site:
        report.sections += [(f"log of {name}", words) for name, words in site.last_words()]
    return report
