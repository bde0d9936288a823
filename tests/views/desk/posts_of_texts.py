"""How to post to each address of corrections, translations and imports to change something."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from signatures.actions.imports import checking, uploads
from signatures.actions.record_keeping import edits
from signatures.actions.statements import corrections
from signatures.actions.statements import texts as statement_texts
from signatures.forms.imports import facts_of
from signatures.models import GivenMark, Mark, PartnerTotal, TextVersion
from tests.factories import make_endorsement, make_organizer, make_signature, make_text
from tests.views.desk.posts import case

NAMES = b"Name,Credit\nAda Example,Poet\n"


def proposed(by):
    text = make_text(slug="ask")
    make_signature(text)
    words = statement_texts.TextInput(**vars(statement_texts.TextInput.of(text)) | {"text": "We."})
    seen = statement_texts.revision(TextVersion.objects.frozen_or_not().get(pk=text.pk))
    made = corrections.propose(text.statement, "en", words, seen=seen, reason="Spelling", by=by)
    return ["ask", made.pk], {}


@case("desk_correction_agree")
def agree(by):
    return proposed(make_organizer("editor"))


@case("desk_correction_drop")
def drop(by):
    return proposed(by)


PAPER = {"number": "5000", "way": "paper", "collected_by": "Tin Players", "as_of": "2026-05-03"}
PAPER |= {"source": "Their newsletter", "url": ""}


@case("desk_partner_total_new")
def add_total(by):
    return [make_text(slug="ask").statement.slug], PAPER


@case("desk_partner_total", "desk_partner_total_remove")
def change_total(by):
    made = PartnerTotal.objects.create(statement=make_text(slug="ask").statement, **PAPER)
    made.refresh_from_db()
    return ["ask", made.pk], PAPER | {"number": "6000", "seen": edits.revision(made)}


GIVEN = {"according_to": "Their register", "url": "https://tin.example/register"}
GIVEN |= {"checked_on": "2026-05-03"}


@case("desk_mark_new")
def define_mark(by):
    return [make_text(slug="ask").statement.slug], {"label": "Certified", "meaning": "By us."}


@case("desk_mark_give", "desk_mark_remove")
def give_mark(by):
    endorsement = make_endorsement(make_text(slug="ask"))
    mark = Mark.objects.create(statement=endorsement.statement, label="Certified", meaning="Yes.")
    return ["ask", mark.pk], {**GIVEN, "endorsement": str(endorsement.pk)}


@case("desk_given_mark", "desk_given_mark_remove")
def check_mark_again(by):
    endorsement = make_endorsement(make_text(slug="ask"))
    mark = Mark.objects.create(statement=endorsement.statement, label="Certified", meaning="Yes.")
    made = GivenMark.objects.create(mark=mark, endorsement=endorsement, by=by, **GIVEN)
    made.refresh_from_db()
    return ["ask", made.pk], {**GIVEN, "according_to": "A letter", "seen": edits.revision(made)}


@case("desk_translation_confirm")
def confirm_translation(by):
    text = make_text(slug="ask")
    make_signature(text)
    words = statement_texts.TextInput(
        **vars(statement_texts.TextInput.of(text)) | {"text": "Nous."}
    )
    author = make_organizer("editor")
    made = statement_texts.write_text(text.statement, "fr", words, seen="", by=author)
    return ["ask", made.pk], {}


def uploaded(by):
    made = make_text(slug="ask")
    file = BytesIO(NAMES)
    facts = facts_of(file)
    return uploads.upload(made.statement, file, facts, by=by, reason="signed on paper")


@case("desk_imports")
def upload(by):
    make_text(slug="ask")
    file = SimpleUploadedFile("paper.csv", NAMES)
    return ["ask"], {"file": file, "reason": "signed on paper"}


@case("desk_import", "desk_import_discard")
def choose_columns(by):
    return ["ask", uploaded(by).pk], {"name": 0, "credit": 1}


@case("desk_import_start")
def start_import(by):
    file = uploaded(by)
    uploads.choose_columns(file, {"name": 0, "credit": 1}, unused=[])
    checking.check_due()
    return ["ask", file.pk], {}
