import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import AT_SECOND_SITE
from tests.journeys.site import JOBS_IN_ONE_PROCESS, Site
from tests.journeys.visitor import Visitor
from tests.servers import VAR_DIR

# The headless shell draws no windows and takes half the time.
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser"]
CHROMIUM = [
    "--no-sandbox",  # needed by root; safe because only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def only_two(testrun_uid):
    """Fail if tests/conftest.py did not keep the journeys in two processes."""
    places = [Path(gettempdir()) / f"letter-journeys-{testrun_uid}-{each}" for each in (1, 2)]
    for place in places:
        with suppress(FileExistsError):
            place.mkdir()
            yield
            place.rmdir()
            return
    raise AssertionError("a third process runs journeys")


@pytest.fixture(scope="package")
def site(only_two):
    """The first site runs jobs by Celery, the second in one process; operators may do either."""
    first_test = os.environ["PYTEST_CURRENT_TEST"].partition("::")[0]
    how = {"programs": JOBS_IN_ONE_PROCESS} if first_test in AT_SECOND_SITE else {}
    site = Site(VAR_DIR / "journeys", **how)
    try:
        site.start()
        site.seed("statements")
        yield site
        leaks = site.leaks()
    finally:
        site.stop()
    assert leaks == []


# Not for the whole session, because while Playwright runs, Django thinks the thread is async.
@pytest.fixture(scope="package")
def browser():
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser, site):
    """Yield a function that makes a Visitor; each visit is checked at the end of the test."""
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
