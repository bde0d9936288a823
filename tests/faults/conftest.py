from itertools import count

import pytest

from tests.journeys.conftest import pytest_runtest_makereport  # noqa: F401 - a hook for here too
from tests.journeys.site import Site
from tests.servers import VAR_DIR

number = count(1)  # of the sites that this process starts: each has an empty folder


@pytest.fixture(scope="package")
def site():
    """The web alone: each test starts the senders and workers it is about."""
    site = Site(VAR_DIR / f"faults-{next(number)}", programs=["web"])
    try:
        site.start()
        site.seed("statements")
        yield site
        leaks = site.leaks()
    finally:
        site.stop()
    assert leaks == []


@pytest.fixture
def sink(site):
    """The site's mail server, with nothing left to send from other tests."""
    site.sql("DELETE FROM signatures_outgoingmail WHERE sent_at IS NULL AND failed_at IS NULL")
    site.sink.mails.clear()
    site.sink.connections = 0
    return site.sink
