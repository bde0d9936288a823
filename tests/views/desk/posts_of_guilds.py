"""How to post to each address about guilds, at the desk and of officers, to change something."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from signatures.actions.guilds.codes import batches, revocations
from signatures.actions.guilds.vouching import answers
from signatures.forms.guilds.vouching import batch_of
from signatures.models import PausedWay, VouchRequest
from tests.factories import (
    connect,
    make_codes,
    make_domain,
    make_guild,
    make_officer,
    make_organizer,
    make_roster,
    make_vouch_request,
    roster_file,
)
from tests.views.desk.posts import case, seen

DAY = timedelta(days=1)
RANGE = {"first": 1, "last": 9, "agreed": "yes"}
ADA = ("12", "Ada", "")
SIGN_IN = {"issuer": "https://sign-in.tin.example", "client_id": "letter", "secret": "hush"}
SIGN_IN |= {"accepted": "active", "scope": "membership", "status_claim": "member_status"}


@case("desk_guild_new")
def add_guild(by):
    return [], {"name": "Quill Guild", "slug": "quill"}


@case("desk_guild")
def change_guild(by):
    guild = make_guild(slug="quill")
    typed = {"name": "Quills", "slug": "quill", "mark_permitted_by": guild.mark_permitted_by}
    return [guild.pk], seen(guild, **typed, methods=guild.methods)


@case("desk_officers")
def add_officer(by):
    return [make_guild(slug="tin").slug], {"email": "olga@example.org"}


@case("desk_officer_remove")
def remove_officer(by):
    return ["tin", make_officer(make_guild(slug="tin")).user.pk], {}


@case("desk_issue", "desk_decline")
def decide_codes(by):
    guild = make_guild(slug="tin", members=1000)
    ends = timezone.now() + DAY
    batch = batches.ask(guild, size=12, ends_at=ends, note="", by=make_officer(guild).user)
    return ["tin", batch.number], {}


@case("desk_revoke_codes")
def revoke_codes(by):
    batch, _ = make_codes(make_guild(slug="tin"))
    return ["tin", batch.number], RANGE


@case("desk_undo_revocation")
def undo_revocation(by):
    return revoked(make_guild(slug="tin"))


def revoked(guild):
    batch, _ = make_codes(guild)
    revocation = revocations.revoke(batch, first=1, last=9, by=batch.officer, undo_within=DAY)
    return ["tin", batch.number, revocation.pk], {}


@case("desk_vouching_take_back")
def take_answers_back(by):
    guild = make_guild(slug="tin", methods=["guild_officer"])
    officer, request = make_officer(guild).user, make_vouch_request(guild)
    answers.answer(request.key, "yes", guild=guild, by=officer)
    return ["tin"], {"officer": officer.pk, "since": "2026-01-01 00:00"}


@case("desk_roster_approve", "desk_roster_decline")
def decide_roster(by):
    guild = make_guild(slug="tin", methods=["guild_roster"], members=100)
    return ["tin", make_roster(guild, ADA, state="asked").number], {}


@case("desk_roster_revoke")
def revoke_roster(by):
    guild = make_guild(slug="tin", methods=["guild_roster"], members=100)
    return ["tin", make_roster(guild, ADA).number], {}


@case("desk_guild_sign_in")
def sign_in_of_guild(by):
    return [make_guild(slug="tin", methods=["guild_sso"]).slug], SIGN_IN


@case("desk_guild_sign_in_try")
def try_sign_in(by):
    guild = make_guild(slug="tin", methods=["guild_sso"])
    connect(guild, "https://127.0.0.1:1")
    return ["tin"], {}


@case("guild_take_back_answer")
def take_answer_back(by):
    request = make_vouch_request(of(by))
    answers.answer(request.key, "no", guild=of(by), by=by)
    return ["tin", request.key], {}


@case("guild_sign_in_trial")
def try_own_sign_in(by):
    connect(of(by), "https://127.0.0.1:1")
    return ["tin"], {}


@case("desk_guild_sign_in_take_back")
def take_sign_ins_back(by):
    return [make_guild(slug="tin", methods=["guild_sso"]).slug], {"since": "2026-01-01 00:00"}


@case("desk_approve_domain")
def approve_domain(by):
    guild = make_guild(slug="tin", methods=["guild_domain"])
    return ["tin", make_domain(guild, "tin.example", approved=False, confirmed=False).pk], {}


@case("desk_remove_domain")
def remove_domain(by):
    guild = make_guild(slug="tin", methods=["guild_domain"])
    return ["tin", make_domain(guild, "tin.example").pk], {}


@case("desk_attempts_open")
def open_way(by):
    pause(make_guild(slug="tin"))
    return ["tin", "guild_code"], {}


def pause(guild):
    PausedWay.objects.create(guild=guild, method="guild_code", ends_at=timezone.now() + DAY)


# --- Officers: ``by`` is an officer of a guild with every method ---


def of(by):
    return by.officer.guild


def asked_codes(by, *, issued=False):
    batch = batches.ask(of(by), size=12, ends_at=timezone.now() + 9 * DAY, note="", by=by)
    if issued:
        batches.issue(batch, by=make_organizer())
    return batch


@case("guild_codes")
def ask_for_codes(by):
    day = timezone.now().date() + 60 * DAY
    return ["tin"], {"size": "50", "ends_on": str(day), "note": "Autumn letter"}


@case("guild_download")
def download_codes(by):
    return ["tin", asked_codes(by, issued=True).number], {"statement": ""}


@case("guild_revoke_codes")
def revoke_own_codes(by):
    return ["tin", make_codes(of(by), officer=None)[0].number], {
        "first": 1,
        "last": 9,
        "agreed": "yes",
    }


@case("guild_queue")
def answer(by):
    make_vouch_request(of(by))
    page = batch_of(VouchRequest.objects.all(), guild=of(by), officer=by)
    return ["tin"], {"batch": page, "answer-0": "yes"}


@case("guild_domains")
def add_domain(by):
    return ["tin"], {"domain": "tin.example"}


@case("guild_remove_domain")
def remove_own_domain(by):
    return ["tin", make_domain(of(by), "tin.example").pk], {}


@case("guild_roster")
def upload_roster(by):
    file = b"".join(roster_file(of(by), ADA))
    return ["tin"], {"roster": SimpleUploadedFile("roster.txt", file)}


@case("guild_roster_key")
def read_key(by):
    return ["tin"], {}


@case("guild_roster_rules")
def set_rules(by):
    return ["tin"], {"prefixes": "i, sag", "check_letter": "on"}


@case("guild_roster_use")
def use_roster(by):
    return ["tin", make_roster(of(by), ADA, officer=by, state="read").number], {}


@case("guild_roster_delete")
def delete_roster(by):
    return ["tin", make_roster(of(by), ADA, officer=by).number], {}


@case("guild_open_way")
def open_own_way(by):
    pause(of(by))
    return ["tin", "guild_code"], {}


@case("guild_undo_revocation")
def undo_own_revocation(by):
    return revoked(of(by))


@case("guild_replace_code")
def replace_lost_code(by):
    batch, _ = make_codes(of(by), officer=by)
    return ["tin", batch.number], {"number": "3"}


@case("guild_test_run")
def run_test(by):
    return ["tin"], {}
