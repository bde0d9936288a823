"""Bulk decisions planned and carried out, for the tests of this folder."""

from signatures.actions.moderation import bulk as batches
from signatures.actions.moderation import bulk_worker
from signatures.models import Signature


def plan(text, by, act="hold", found=None, **how):
    found = Signature.objects.filter(statement=text.statement) if found is None else found
    how = {"reason": "a burst", **how}
    return batches.plan(found, statement=text.statement, act=act, by=by, **how)


def run(text, by, act="hold", **how):
    batch = plan(text, by, act, **how)
    batches.start(batch, by=by)
    bulk_worker.run_due()
    batch.refresh_from_db()
    return batch


def states(text):
    found = Signature.objects.filter(statement=text.statement).order_by("pk")
    return list(found.values_list("state", flat=True))
