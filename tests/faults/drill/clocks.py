"""F9: the clock of the web server runs ahead and behind."""

from tests.faults.drill.crowd import Crowd
from tests.faults.drill.history import History
from tests.faults.drill.invariants import broken
from tests.faults.drill.privileged import CannotInjectError, clock
from tests.faults.drill.run import drain, is_ready
from tests.journeys.site import wait_until

SLUG = "drill-clock"
WHAT = "The clock of the web server is four days ahead, then an hour behind."
STATE = "SELECT state FROM signatures_signature WHERE email = %s"


def row(site):
    """Return the row of the table, in a list; an empty row says why it could not be."""
    try:
        return [moved(site)]
    except CannotInjectError as error:
        return [{"fault": "F9", "what": WHAT, "not_run": [str(error)], "broken": []}]


def moved(site):
    """Return a row of the table: links end with their time, and nothing counts twice."""
    site.call("tests.faults.drill.inside", "begin", SLUG)
    site.sink.mails.clear()
    people = Crowd(site, SLUG, History(), rate=1)
    wrong = []

    people.sign("used@example.org")
    drain(site)
    people.confirm_all()
    people.sign("late@example.org")
    drain(site)
    used, late = site.sink.to("used@example.org")[0], site.sink.to("late@example.org")[0]
    with clock(site, "+4d"):
        wait_until(lambda: is_ready(site), within=120)
        status = site.post(late.path, {}).status
        if status != 410 or site.value(STATE, late.to) != "pending":
            wrong.append(f"F9 a link that was four days old was answered {status}")
        people.sign("ahead@example.org")
        wrong += used_again(site, used)
    with clock(site, "-1h"):
        wait_until(lambda: is_ready(site), within=120)
        people.sign("behind@example.org")
        wrong += used_again(site, used)
    wait_until(lambda: is_ready(site), within=120)
    people.read = len(site.sink.mails)
    drain(site)
    people.confirm_all()
    drain(site)
    return {
        "fault": "F9",
        "what": WHAT,
        "seconds": 0,
        **people.history.figures(),
        "broken": [*wrong, *broken(site, SLUG, people.history, [])],
    }


def used_again(site, mail):
    """Follow a link that was used: it thanks again, or says that its time is over."""
    status = site.post(mail.path, {}).status
    if status not in (200, 410):
        yield f"F9 a link that was used was answered {status}"
