"""How to post to each address of the desk so that something changes: its arguments and its form.

Every function makes the rows it needs. Those of officers are in ``posts_of_guilds``.
"""

from datetime import timedelta

from django.utils import timezone

from signatures.actions.audits import audits
from signatures.actions.record_keeping import edits
from signatures.actions.statements import lifecycle
from signatures.actions.statements import settings as statement_settings
from signatures.actions.statements import texts as statement_texts
from signatures.actions.tidying import occupations
from signatures.forms.moderation.rules import RuleForm
from signatures.models import (
    Audit,
    Occupation,
    OutgoingMail,
    Rule,
    Statement,
    StatementLink,
    WatchedName,
)
from signatures.text.watched_names.keys import watched_keys
from tests.factories import (
    make_endorsement,
    make_heading,
    make_notable,
    make_organizer,
    make_signature,
    make_text,
)

HOUR = timedelta(hours=1)
LINK = {"title": "See us", "url": "https://video.example/1", "position": "1"}
CHECK = {"how": "video_call", "checked_on": "2026-05-03", "note": "By phone"}
CASES = {}


def case(*names):
    def keep(make):
        CASES.update(dict.fromkeys(names, make))
        return make

    return keep


def statement():
    return make_text(slug="ask").statement


def held(**fields):
    return make_signature(make_text(slug="ask"), state="held", **fields)


def seen(row, **typed):
    return {"seen": edits.revision(row), **typed}


# Each returns the arguments of the address and the form; ``by`` is the organizer who posts.


@case("desk_people")
def add_organizer(by):
    return [], {"email": "new@example.org", "role": "editor"}


@case("desk_role")
def change_role(by):
    return [make_organizer("editor").pk], {"role": "viewer"}


@case("desk_switch")
def switch(by):
    return [make_organizer("editor").pk], {"to": "off"}


@case("desk_retry_failed")
def retry(by):
    mail = {"kind": "link", "failed_at": timezone.now(), "last_error": "x 550"}
    OutgoingMail.objects.create(signature=held(), **mail)
    return [], {}


@case("desk_new", "desk_preview_new")
def new_statement(by):
    dates = {"opens_at": "2026-01-01T00:00", "publishes_at": "2026-01-01T00:00"}
    return [], {"slug": "ask", "language": "en", "title": "Ask", "text": "We ask.", **dates}


@case("desk_publish_now", "desk_close_now")
def publish_or_close(by):
    now = timezone.now()
    found = make_text(slug="ask", publishes_at=now + HOUR, opens_at=now - HOUR).statement
    return ["ask"], {"seen": statement_settings.revision(found)}


@case("desk_launch")
def launch(by):
    found = make_text(slug="ask", publishes_at=None).statement
    typed = {"opens_at": f"{found.opens_at:%Y-%m-%dT%H:%M:%S}", "after_close": "counts"}
    return ["ask"], {"seen": statement_settings.revision(found), **typed}


@case("desk_take_back")
def take_back(by):
    found = make_text(slug="ask", publishes_at=timezone.now()).statement
    return ["ask"], {"seen": statement_settings.revision(found)}


@case("desk_pause")
def pause(by):
    found = make_text(slug="ask").statement
    return ["ask"], {"seen": statement_settings.revision(found), "note": "Back at noon."}


@case("desk_resume")
def resume(by):
    (slug,), sent = pause(by)
    lifecycle.pause(Statement.objects.get(slug=slug), "", seen=sent["seen"], by=by)
    return [slug], {"seen": statement_settings.revision(Statement.objects.get(slug=slug))}


@case("desk_archive")
def archive(by):
    past = timezone.now() - HOUR
    return [make_text(slug="ask", opens_at=past - HOUR, closes_at=past).statement.slug], {}


@case("desk_unarchive")
def unarchive(by):
    lifecycle.archive(Statement.objects.get(slug=archive(by)[0][0]), by=by)
    return ["ask"], {}


@case("desk_delete")
def delete(by):
    return [statement().slug], {}


@case("desk_invitation")
def invitation(by):
    found = statement()
    return [found.slug], {"shown": found.invitation}


@case("desk_write", "desk_preview")
def write(by):
    text = make_text(slug="ask")
    words = vars(statement_texts.TextInput.of(text))
    typed = {"seen": statement_texts.revision(text), "kind": "new_wording", **words}
    return ["ask"], {**typed, "text": "We ask twice."}


@case("desk_links")
def add_link(by):
    return [statement().slug], LINK


@case("desk_link", "desk_link_remove")
def change_link(by):
    link = StatementLink.objects.create(statement=statement(), **{**LINK, "title": "Old"})
    return ["ask", link.pk], LINK


@case("desk_rule_new")
def add_rule(by):
    typed = {"kind": "domain", "value": "bad.example", "effect": "hold"}
    form = RuleForm(typed)
    assert form.is_valid()
    return [], {**typed, "checked": form.mark}


@case("desk_rule", "desk_rule_delete")
def change_rule(by):
    made = {"kind": "domain", "value": "bad.example", "effect": "hold"}
    rule = Rule.objects.create(by=by, **made)
    return [rule.pk], seen(rule, **made | {"note": "Seen in May"})


@case("desk_watched_name_new")
def watch(by):
    return [], {"names": "Ada Lovelace\nGrace Hopper"}


@case("desk_watched_name", "desk_watched_name_delete")
def change_watched(by):
    keys = sorted(watched_keys("Ada Lovelace"))
    watched = WatchedName.objects.create(name="Ada Lovelace", keys=keys, by=by)
    return [watched.pk], seen(watched, name="Grace Hopper")


@case("desk_occupation_new")
def add_occupation(by):
    return [], {"name": "Bard"}


def occupation(name="Poet", **fields):
    position = Occupation.objects.count() + 1
    return Occupation.objects.create(name=name, slug=name.lower(), position=position, **fields)


@case("desk_occupation")
def change_occupation(by):
    found = occupation()
    return [found.pk], seen(found, name="Bard", offered="on")


@case("desk_occupation_move")
def move_occupation(by):
    occupation()
    return [occupation("Clown").pk], {"to": "up"}


@case("desk_occupation_merge")
def merge_occupations(by):
    found, into = occupation("Bard"), occupation()
    make_signature(make_text(), occupation=found)
    return [found.pk], {"into": into.pk}


@case("desk_occupation_delete")
def delete_occupation(by):
    return [occupation(offered=False).pk], {}


@case("desk_occupation_undo")
def undo_occupations(by):
    return [occupations.merge(occupation("Bard"), into=occupation(), by=by).pk], {}


@case("desk_organization")
def change_organization(by):
    organization = make_endorsement().organization
    kept = {"name": organization.name, "kind": organization.kind}
    return [organization.pk], seen(organization, **kept, represents="900 players")


@case("desk_endorsement_new")
def enter_endorsement(by):
    return [statement().slug], {"name": "Tin Players", "kind": "union"}


@case("desk_endorsement_decide")
def decide_endorsement(by):
    return ["ask", make_endorsement(make_text(slug="ask"), state="held").pk], {"to": "publish"}


@case("desk_endorsement_move")
def move_endorsement(by):
    text = make_text(slug="ask")
    make_endorsement(text)
    return ["ask", make_endorsement(text).pk], {"to": "up"}


@case("desk_notables_several")
def add_several(by):
    heading = make_heading(make_text(slug="ask"))
    typed = {"name-0": "Ada Example", "credit-0": "Poet", "add": "yes"}
    return ["ask"], {**CHECK, "heading": heading.pk, **typed}


@case("desk_notable")
def add_notable(by):
    text = make_text(slug="ask")
    return ["ask", make_signature(text).public_id], {**CHECK, "heading": make_heading(text).pk}


@case("desk_notable_check", "desk_notable_remove", "desk_notable_move")
def change_notable(by):
    text = make_text(slug="ask")
    heading = make_heading(text)
    make_notable(make_signature(text), heading)
    signature = make_signature(text)
    make_notable(signature, heading, position=1)
    place = {"to": "up", "seen": 1, "seen_heading": heading.pk}
    return ["ask", signature.public_id], {**CHECK, **place}


@case("desk_heading_add")
def add_heading(by):
    return [statement().slug], {"name": "Friends"}


@case("desk_heading", "desk_heading_move", "desk_heading_delete")
def change_heading(by):
    text = make_text(slug="ask")
    make_heading(text)
    friends = make_heading(text, "Friends", 1)
    return ["ask", friends.pk], {"name": "Guests", "to": "up", "seen": "1"}


@case("desk_audits")
def start_audit(by):
    make_signature(make_text(slug="ask"))
    return ["ask"], {"percent": "5"}


@case("desk_audit_end")
def end_audit(by):
    text = make_text(slug="ask")
    make_signature(text)
    audit = audits.start(text.statement, percent=5, by=by)
    return ["ask", audit.pk], {"to": "on"}


@case("desk_audit_show")
def show_audit(by):
    arguments, typed = end_audit(by)
    audits.end(Audit.objects.get(), by=by)
    return arguments, typed
