"""How to post to each address of moderation so that something changes."""

from datetime import timedelta

from django.utils import timezone

from signatures.actions.mail import suppressions
from signatures.actions.moderation import bulk, bulk_worker, changes, decisions, notes, voices
from signatures.actions.signing import changing
from signatures.actions.tidying import affiliations, credits, organizations
from signatures.models import Affiliation, EntryChange, OutgoingMail, SavedSearch, Signature
from tests.factories import (
    make_claim,
    make_endorsement,
    make_link,
    make_linked_orcid,
    make_linked_site,
    make_signature,
    make_text,
    make_voiced,
)
from tests.views.desk.posts import case, held, statement

HOUR = timedelta(hours=1)


@case("desk_queue_take", "desk_queue_next", "desk_queue_publish")
def queue(by):
    return ["ask", held().pk], {}


@case("desk_queue_refuse")
def refuse(by):
    return ["ask", held().pk], {"refusal": "other"}


@case("desk_queue_back")
def take_approval_back(by):
    signature = held(reasons=["watched_name"])
    decisions.publish(signature, by=by, reason="looked")
    return ["ask", signature.pk], {}


@case("desk_queue_undo")
def undo_in_queue(by):
    signature = held()
    decisions.publish(signature, by=by, reason="looked")
    return ["ask", signature.decisions.get().pk], {}


@case("desk_remind", "desk_remind_one")
def remind(by):
    day_ago = timezone.now() - 25 * HOUR
    text = make_text(slug="ask", opens_at=day_ago - HOUR, publishes_at=day_ago - HOUR)
    signature = make_signature(text, state="pending", signed_at=day_ago)
    mailed = {"created_at": day_ago, "sent_at": day_ago, "due_at": day_ago}
    OutgoingMail.objects.create(signature=signature, kind="confirm", **mailed)
    return {"slug": "ask", "public_id": signature.public_id}, {}


@case("desk_signature_site")
def remove_site(by):
    signature = make_signature(make_text(slug="ask"))
    make_linked_site(signature)
    return {"slug": "ask", "public_id": signature.public_id}, {}


@case("desk_signature_orcid")
def remove_orcid(by):
    signature = make_signature(make_text(slug="ask"))
    make_linked_orcid(signature)
    return {"slug": "ask", "public_id": signature.public_id}, {}


@case("desk_decide")
def decide(by):
    return ["ask", held().public_id], {"act": "publish", "reason": "looked"}


@case("desk_undo")
def undo(by):
    signature = held()
    decisions.publish(signature, by=by, reason="looked")
    return ["ask", signature.public_id, signature.decisions.get().pk], {}


def voiced(**fields):
    return make_voiced(make_text(slug="ask", form_fields=["affiliation", "quote"]), **fields)


@case("desk_quote")
def show_quote(by):
    signature = voiced(quote_state="waiting")
    typed = {"act": "publish", "seen": voices.revision(signature.quote.text)}
    return ["ask", signature.public_id], typed


@case("desk_affiliation")
def show_affiliation(by):
    signature = voiced()
    Affiliation.objects.update(state="waiting")
    typed = {"act": "accept", "seen": voices.revision(signature.affiliation.name)}
    return ["ask", signature.public_id], typed


def two_affiliations():
    text = voiced(affiliation="Tin University").text_version
    make_voiced(text, affiliation="Tin University!")
    return text.statement, {"keep": "Tin University", "spelling": ["Tin University!"]}


@case("desk_tidy_affiliations")
def tidy_affiliations(by):
    return ["ask"], two_affiliations()[1]


@case("desk_untidy_affiliations")
def untidy_affiliations(by):
    statement, typed = two_affiliations()
    done = affiliations.tidy(statement, typed["spelling"], keep=typed["keep"], by=by)
    return ["ask", done.pk], {}


@case("desk_note_add")
def add_note(by):
    return ["ask", held().public_id], {"text": "Wrote to the agent"}


@case("desk_note_delete")
def delete_note(by):
    signature = held()
    return ["ask", signature.public_id, notes.add(signature, text="Odd", by=by).pk], {}


@case("desk_save_search")
def save_search(by):
    return [statement().slug], {"name": "Burst", "query": "state=held"}


@case("desk_delete_search")
def delete_search(by):
    saved = SavedSearch.objects.create(statement=statement(), name="B", query="state=held", by=by)
    return ["ask", saved.pk], {}


@case("desk_batches")
def plan(by):
    held()
    return ["ask"], {"act": "publish", "reason": "looked", "query": "state=held"}


def planned(by):
    found = Signature.objects.filter(pk=held().pk)
    statement = found.get().statement
    return bulk.plan(found, statement=statement, act="publish", reason="looked", by=by)


@case("desk_start_batch")
def start(by):
    return ["ask", planned(by).pk], {}


@case("desk_cancel_batch")
def cancel(by):
    batch = planned(by)
    bulk.start(batch, by=by)
    return ["ask", batch.pk], {}


@case("desk_undo_batch")
def undo_batch(by):
    batch = planned(by)
    bulk.start(batch, by=by)
    bulk_worker.run_due()
    return ["ask", batch.pk], {}


@case("desk_export_signatures", "desk_export_addresses")
def export(by):
    make_signature(make_text(slug="ask"), updates=True)
    return ["ask"], {"query": ""}


@case("desk_addresses", "desk_address_clear")
def clear_address(by):
    signature = held(email="ada@example.org")
    suppressions.suppress(signature, reason="disowned")
    return [], {"email": "ada@example.org", "reason": "asked by phone"}


@case("desk_erasure", "desk_erasure_now")
def erase_person(by):
    signature = held(name="Quilla Harbor")
    found = {"who": "Quilla Harbor", "chosen": str(signature.public_id)}
    return [], {**found, "reason": "asked by letter"}


def spelled():
    text = make_text(slug="ask")
    for credit in ("Tin player", "tin-player"):
        make_signature(text, credit=credit)
    return text.statement, ["Tin player", "tin-player"]


@case("desk_tidying", "desk_tidy_credits")
def tidy(by):
    _, spellings = spelled()
    return ["ask"], {"keep": spellings[0], "spelling": spellings}


@case("desk_untidy_credits")
def untidy(by):
    found, spellings = spelled()
    return ["ask", credits.tidy(found, spellings, keep=spellings[0], by=by).pk], {}


def bodies():
    one = make_endorsement(make_text(slug="ask"), name="Tin Players").organization
    return one, make_endorsement(make_text(), name="TIN players").organization


@case("desk_merge_organizations")
def merge(by):
    one, two = bodies()
    return ["ask"], {"into": one.pk, "organization": [one.pk, two.pk]}


@case("desk_unmerge_organizations")
def unmerge(by):
    one, two = bodies()
    return ["ask", organizations.merge(two, into=one, by=by).pk], {}


@case("desk_change")
def change_of_an_entry(by):
    signature = make_signature(make_text(slug="ask"), name="Ada Example")
    entry = changing.entry_of(signature)._replace(name="Bo Sample")
    changing.change(make_link(signature, "manage", expires_in=None), entry)
    seen = changes.revision(EntryChange.objects.get())
    return ["ask", signature.public_id], {"act": "accept", "seen": seen}


@case("desk_claim")
def report_of_a_name(by):
    claim, _ = make_claim(make_signature(make_text(slug="ask")))
    return ["ask", claim.public_id], {"act": "uphold", "reason": "wrote to the agent"}
