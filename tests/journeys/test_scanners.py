"""Programs that open every link of a mail before its reader does, one with a real browser."""

import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.site import wait_until

SCANNERS = [
    "Barracuda Sentinel (EE)",
    "BarracudaCentral",
    "Bitdefender-LinkScanner/2.0",
    "CheckMarkNetwork/1.0",
    "Cisco-Secure-Email/15",
    "Fortinet-FortiMail URL scan",
    "GoogleImageProxy",
    "Mimecast-TTP/1.0",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Google-Safety; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Yahoo Link Preview)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko",
    "Outlook-iOS/2.0",
    "Proofpoint URL Defense",
    "SafeLinks/1.0 (Microsoft Office)",
    "SkypeUriPreview Preview/0.5",
    "Slackbot-LinkExpanding 1.0",
    "Sophos-URL-Analyser",
    "WhatsApp/2.24",
]
TRANSACTIONS = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
# For the worker: an e-mail to send or mark, a signature to fold into the tallies. E-mails that
# tell a decision wait ten minutes, while it can be undone, and the worker leaves them alone.
WORK_LEFT = """
    SELECT (SELECT count(*) FROM signatures_outgoingmail
            WHERE sent_at IS NULL AND failed_at IS NULL
              AND (due_at <= now() OR (attempts > 0 AND last_error = '')))
         + (SELECT count(*) FROM signatures_tallydelta)
"""
ROWS = "SELECT xmin::text, ctid::text, t.* FROM signatures_{} t ORDER BY id"


@pytest.fixture
def no_jobs_start(site):
    """Stop the clock of the scheduled jobs, which note when they ran."""
    beat = site.beat.process.pid

    def stop():
        os.kill(beat, signal.SIGSTOP)
        time.sleep(2)  # until the worker has done what it was sent before

    yield stop
    os.kill(beat, signal.SIGCONT)


def test_a_thousand_scanners_change_nothing(visitor, site, no_jobs_start):
    site.sign("open-letter", "scanned@example.org", name="Scanned Example")
    path = site.sink.wait_for("scanned@example.org").path
    scanner = visitor()
    wait_until(lambda: site.value(WORK_LEFT) == 0, within=60)
    no_jobs_start()
    tables = ("signature", "token", "outgoingmail", "decision", "limitcount")
    before = [site.sql(ROWS.format(table)) for table in tables]
    number = site.value(TRANSACTIONS)

    scanner.open(path)
    with ThreadPoolExecutor(max_workers=4) as threads:
        statuses = threads.map(
            lambda turn: (
                site.ask(
                    ["GET", "HEAD"][turn % 2],
                    path,
                    **{"User-Agent": SCANNERS[turn // 2 % len(SCANNERS)]},
                ).status
            ),
            range(1000),
        )
    scanner.page.wait_for_timeout(3000)

    assert Counter(statuses) == {200: 1000}
    assert {request.method for request in scanner.requests} == {"GET"}
    # No one in the whole database has begun to write anything.
    assert site.value(TRANSACTIONS) == number
    assert [site.sql(ROWS.format(table)) for table in tables] == before

    counted = site.count("open-letter")
    scanner.press("Confirm my signature")
    scanner.look("Thank you for signing")
    site.wait_for_count("open-letter", counted + 1)
