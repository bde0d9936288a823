"""The balance of a run: answers to the crowd, rows in the database, and received e-mails."""

import json
import time
import urllib.request
from collections import Counter

from signatures.models import OutgoingMail, Signature
from tests.load.mix import COUNT

SETTLES = 60  # seconds


def settled(stage, before):
    """Wait up to SETTLES seconds until every e-mail is sent; return the growth of the count."""
    end = time.monotonic() + SETTLES
    while ours(OutgoingMail.objects.unsent()).exists() and time.monotonic() < end:
        time.sleep(0.5)
    time.sleep(4)  # by now nginx and the page cache hold no old page
    with urllib.request.urlopen(stage.url["nginx"] + COUNT, timeout=30) as answer:
        return json.load(answer)["signatories"] - before


def ours(mails):
    return mails.filter(signature__mailbox__startswith="signer")


def differences(signers, counted, links):
    """Return the differences, 0 each if all agree. Ignore failed requests: they may have worked."""
    rows = Signature.objects.filter(mailbox__startswith="signer")
    written = Counter(rows.values_list("mailbox", flat=True))
    public = Counter(rows.listed().values_list("mailbox", flat=True))
    answered = {each for each, signer in signers.items() if signer.signed}
    confirmed = {each for each, signer in signers.items() if signer.confirmed}
    pressed = {each for each, signer in signers.items() if signer.pressed}
    mails = ours(OutgoingMail.objects.exclude(kind=OutgoingMail.Kind.NOTHING))
    sent = {str(each) for each in mails.exclude(sent_at=None).values_list("message_id", flat=True)}
    came = Counter(line.split("\t")[1] for line in links.read_text().splitlines())
    return {
        "signatures answered and not recorded": len(answered - written.keys()),
        "signatures recorded twice": sum(number > 1 for number in written.values()),
        "confirmations answered and not listed": len(confirmed - public.keys()),
        "listed though nobody pressed the button": len(public.keys() - pressed),
        "count less those listed": counted - public.total(),
        "mails still waiting": ours(OutgoingMail.objects.unsent()).count(),
        "mails that failed": mails.exclude(failed_at=None).count(),
        "mails sent and not in the sink": len(sent - came.keys()),
        "mails in the sink more than once": sum(number > 1 for number in came.values()),
        "mails in the sink and not in the database": len(came.keys() - sent),
    }
