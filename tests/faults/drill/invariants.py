"""Invariants after every fault: a history of clients against the database and the e-mails.

The numbers are those of the promise "If you saw the thank-you page, your signature is stored and
the e-mail will be sent":

I1  whoever was told that it worked has a row; whoever was thanked is confirmed
I2  nobody is there twice
I3  every row has its one e-mail to confirm, every confirmed row its one e-mail of thanks
I4  the public count is the number of published rows, and every tally is right
I6  everybody who was told that it worked got the e-mail, and who was thanked the second one; an
    e-mail came twice only if its sender was killed after the mail server had accepted it, or
    stopped waiting for the answer, which its log says
I7  there is no answer but the page of a success, a refusal that says so, or none
I8  what was done without an answer is there whole or not at all: confirmed with its entry in the
    record of decisions, or neither
"""

import re
from collections import Counter, defaultdict

from tests.faults.drill.history import OK
from tests.journeys.site import wait_until

OF = """
    FROM signatures_signature
    WHERE statement_id = (SELECT id FROM signatures_statement WHERE slug = %s)
"""
MAILS = "SELECT signature_id, count(*) FROM signatures_outgoingmail WHERE kind = %s GROUP BY 1"
MESSAGES = "SELECT message_id FROM signatures_outgoingmail WHERE id = ANY(%s)"
DECIDED = "SELECT signature_id, count(*) FROM signatures_decision GROUP BY 1"
COUNTED_WITHIN = 60  # seconds until pages and caches show the last confirmation
# Seconds from the server's acceptance to the mark: a sender waits ten for the answer.
MARKED_WITHIN = 20.0
GAVE_UP = re.compile(r"E-mail (\d+) was not sent: (?:SMTPServerDisconnected|TimeoutError)")


def broken(site, slug, history, excuses):
    """Return what is not so, as sentences that begin with the number of the invariant."""
    rows = site.sql(f"SELECT id, email, state {OF}", slug)
    states = {email: state for _, email, state in rows}
    confirmed = {pk for pk, _, state in rows if state != "pending"}
    return [
        *_told(states, history),
        *_twice(rows),
        *_mails(site, "confirm", {pk for pk, *_ in rows}),
        *_mails(site, "thank_you", confirmed),
        *_counts(site, slug, states),
        *_sent(site.sink.mails, history),
        *_again(site.sink.mails, excuses, given_up(site)),
        *(f"I7 {kind} was answered {status}" for kind, status in history.wrong_answers()),
        *_whole(site, rows, confirmed),
    ]


def as_text(sentences):
    """Return a line for each invariant: whether it held, from what ``broken`` returned."""
    of = Counter(each[:2] for each in sentences)
    lines = [each for each in __doc__.splitlines() if re.match(r"I\d  ", each)]
    held = {each[:2]: f"broken {of[each[:2]]} times" if of[each[:2]] else "held" for each in lines}
    return "\n".join(f"{each[:2]:>9}: {held[each[:2]]} - {each[4:]}" for each in lines)


def _told(states, history):
    for email in sorted(history.people("sign", OK) - set(states)):
        yield f"I1 {email} was told that it worked and is not stored"
    for email in sorted(history.people("confirm", OK)):
        if states.get(email, "pending") == "pending":
            yield f"I1 {email} was thanked and is not confirmed"


def _twice(rows):
    for email, number in Counter(email for _, email, _ in rows).items():
        if number > 1:
            yield f"I2 {email} is there {number} times"


def _mails(site, kind, wanted):
    """Compare who should have an e-mail of this kind with who has."""
    found = dict(site.sql(MAILS, kind))
    for pk in sorted(wanted):
        if found.get(pk, 0) != 1:
            yield f"I3 signature {pk} has {found.get(pk, 0)} e-mails {kind}"


def _counts(site, slug, states):
    published = sum(state == "published" for state in states.values())
    try:
        wait_until(lambda: site.count(slug) == published, within=COUNTED_WITHIN)
    except AssertionError:
        yield f"I4 the site counts {site.count(slug)}, and {published} are published"
    for each in site.call("tests.faults.drill.inside", "wrong_tallies"):
        yield f"I4 {each}"


def _sent(mails, history):
    came = defaultdict(set)
    for mail in mails:
        came[mail.to].add(mail.id)
    for number, kind in ((1, "sign"), (2, "confirm")):
        for email in sorted(history.people(kind, OK)):
            if len(came[email]) < number:
                yield f"I6 {email} got {len(came[email])} e-mails after {kind}"


def given_up(site):
    """Return the ids of the e-mails for whose answer a sender did not wait, by its log."""
    logs = [each.read_text(errors="replace") for each in sorted(site.log_dir.glob("*.log"))]
    found = [int(pk) for log in logs for pk in GAVE_UP.findall(log)]
    rows = site.sql(MESSAGES, found) if found else []
    return {f"<{message_id}@localhost>" for [message_id] in rows}


def _again(mails, excuses, given_up):
    """Yield each e-mail that came again, if no sender was killed just after it came before."""
    left = {excuse: excuse.number for excuse in excuses}
    before = {}
    for mail in sorted(mails, key=lambda each: each.came_at):
        came_at, before[mail.id] = before.get(mail.id), mail.came_at
        if came_at is None or mail.id in given_up:
            continue
        for excuse in excuses:
            if excuse.began - MARKED_WITHIN <= came_at <= excuse.ended and left[excuse]:
                left[excuse] -= 1
                break
        else:
            yield f"I6 {mail.to} got an e-mail again, and its sender was not killed"


def _whole(site, rows, confirmed):
    decided = dict(site.sql(DECIDED))
    for pk, _, state in rows:
        if decided.get(pk, 0) != (pk in confirmed):
            yield f"I8 signature {pk} is {state} with {decided.get(pk, 0)} decisions"
