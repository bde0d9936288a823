"""Notable signatories below their headings, for the tests of this folder."""

from signatures.models import Decision, Notable, NotableHeading
from tests.factories import make_notable, make_signature


def order(text):
    """Names below each heading, as the public and the desk read them."""
    below = Notable.objects.filter(heading__statement=text.statement)
    found = {heading.pk: "" for heading in NotableHeading.objects.filter(statement=text.statement)}
    for each in below.order_by("position", "pk").select_related("signature"):
        found[each.heading_id] += each.signature.name[0]
    return list(found.values())


def lined_up(text, names, heading):
    return [make_notable(make_signature(text, name=f"{name} Example"), heading) for name in names]


def logged():
    lines = Decision.objects.filter(about="notable").order_by("pk")
    return list(lines.values_list("subject", "from_state", "to_state"))
