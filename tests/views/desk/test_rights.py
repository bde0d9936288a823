"""Who gets in where: every address of /desk/ and /admin/, walked, for every kind of person."""

import re
import uuid

import pytest
from django.urls import URLResolver, get_resolver

from signatures.models import Right, Role
from signatures.models.rights import RIGHTS
from tests.factories import make_guild, make_officer, make_organizer, sign_in

pytestmark = pytest.mark.django_db

EVERYBODY = {"viewer", "moderator", "editor", "owner", "superuser"}
OWNERS = {"owner", "superuser"}
MODERATORS = OWNERS | {"moderator"}
EDITORS = OWNERS | {"editor"}
# Each view of the desk: who gets in, and what GET and POST of nothing answer them.
DESK = {
    "desk": (EVERYBODY, 200, 405),
    "desk_log": (EVERYBODY, 200, 405),
    "desk_help": (EVERYBODY, 200, 405),
    "desk_operation": (OWNERS, 200, 405),
    "desk_lift_budget": (OWNERS, 405, 302),
    "desk_reduced": (OWNERS, 405, 404),
    "desk_site_notice": (OWNERS, 200, 422),
    "desk_site_notice_remove": (OWNERS, 405, 302),
    "desk_retry_failed": (OWNERS, 405, 302),
    "desk_addresses": (MODERATORS, 200, 422),
    "desk_address_clear": (OWNERS, 405, 422),
    "desk_erasure": (OWNERS, 200, 422),
    "desk_erasure_now": (OWNERS, 405, 422),
    "desk_statement": (EVERYBODY, 404, 405),
    "desk_page": (EVERYBODY, 404, 405),
    "desk_statement_log": (EVERYBODY, 404, 405),
    "desk_people": (OWNERS, 200, 422),
    "desk_role": (OWNERS, 404, 404),
    "desk_switch": (OWNERS, 405, 404),
    "desk_queue": (MODERATORS, 404, 405),
    "desk_queue_take": (MODERATORS, 405, 404),
    "desk_queue_next": (MODERATORS, 405, 404),
    "desk_queue_publish": (MODERATORS, 405, 404),
    "desk_queue_refuse": (MODERATORS, 405, 404),
    "desk_queue_back": (MODERATORS, 405, 404),
    "desk_claims": (MODERATORS, 404, 405),
    "desk_claim": (MODERATORS, 405, 404),
    "desk_quotes": (MODERATORS, 404, 405),
    "desk_quote": (MODERATORS, 405, 404),
    "desk_affiliation": (MODERATORS, 405, 404),
    "desk_tidying_affiliations": (MODERATORS, 404, 405),
    "desk_tidy_affiliations": (MODERATORS, 405, 404),
    "desk_untidy_affiliations": (MODERATORS, 405, 404),
    "desk_changes": (MODERATORS, 404, 405),
    "desk_change": (MODERATORS, 405, 404),
    "desk_queue_undo": (MODERATORS, 405, 404),
    "desk_signatures": (MODERATORS, 404, 405),
    "desk_signature": (MODERATORS, 404, 405),
    "desk_remind": (MODERATORS, 405, 404),
    "desk_remind_one": (MODERATORS, 405, 404),
    "desk_decide": (MODERATORS, 405, 404),
    "desk_undo": (MODERATORS, 405, 404),
    "desk_note_add": (MODERATORS, 405, 404),
    "desk_note_delete": (MODERATORS, 405, 404),
    "desk_save_search": (MODERATORS, 405, 404),
    "desk_delete_search": (MODERATORS, 405, 404),
    "desk_batches": (MODERATORS, 404, 404),
    "desk_batch": (MODERATORS, 404, 405),
    "desk_start_batch": (MODERATORS, 405, 404),
    "desk_cancel_batch": (MODERATORS, 405, 404),
    "desk_undo_batch": (MODERATORS, 405, 404),
    "desk_imports": (MODERATORS, 404, 404),
    "desk_import": (MODERATORS, 404, 404),
    "desk_import_start": (MODERATORS, 405, 404),
    "desk_import_discard": (MODERATORS, 405, 404),
    "desk_import_report": (MODERATORS, 404, 405),
    "desk_export": (MODERATORS, 404, 405),
    "desk_export_signatures": (MODERATORS, 405, 404),
    "desk_export_addresses": (OWNERS, 405, 404),
    "desk_new": (EDITORS, 200, 422),
    "desk_preview_new": (EDITORS, 405, 200),
    "desk_settings": (EDITORS, 404, 404),
    "desk_launch": (EDITORS, 404, 404),
    "desk_rehearsal": (EVERYBODY, 404, 405),
    "desk_take_back": (EDITORS, 405, 404),
    "desk_publish_now": (EDITORS, 404, 404),
    "desk_close_now": (EDITORS, 404, 404),
    "desk_pause": (EDITORS, 404, 404),
    "desk_resume": (EDITORS, 405, 404),
    "desk_notice": (EDITORS, 404, 404),
    "desk_notice_remove": (EDITORS, 405, 404),
    "desk_archive": (EDITORS, 405, 404),
    "desk_unarchive": (EDITORS, 405, 404),
    "desk_delete": (EDITORS, 404, 404),
    "desk_invitation": (EDITORS, 405, 404),
    "desk_invitations": (EDITORS, 404, 405),
    "desk_invite": (EDITORS, 404, 404),
    "desk_invite_group": (EDITORS, 404, 404),
    "desk_invite_send": (EDITORS, 405, 404),
    "desk_invite_remind": (EDITORS, 405, 404),
    "desk_invite_act": (EDITORS, 405, 404),
    "desk_press_links": (EDITORS, 404, 404),
    "desk_press_link_revoke": (EDITORS, 405, 404),
    "desk_texts": (EDITORS, 404, 405),
    "desk_write": (EDITORS, 404, 404),
    "desk_preview": (EDITORS, 405, 404),
    "desk_correction_agree": (EDITORS, 405, 404),
    "desk_correction_drop": (EDITORS, 405, 404),
    "desk_translation_confirm": (EDITORS, 405, 404),
    "desk_updates": (EDITORS, 404, 405),
    "desk_update_new": (EDITORS, 404, 404),
    "desk_update": (EDITORS, 404, 404),
    "desk_update_test": (EDITORS, 405, 404),
    "desk_update_schedule": (EDITORS, 405, 404),
    "desk_update_act": (EDITORS, 405, 404),
    "desk_update_delete": (EDITORS, 405, 404),
    "desk_links": (EDITORS, 404, 404),
    "desk_link": (EDITORS, 404, 404),
    "desk_link_remove": (EDITORS, 405, 404),
    "desk_deliveries": (EDITORS, 404, 405),
    "desk_delivery_new": (EDITORS, 404, 404),
    "desk_delivery": (EDITORS, 404, 404),
    "desk_delivery_remove": (EDITORS, 405, 404),
    "desk_delivery_update": (EDITORS, 405, 404),
    "desk_answer_new": (EDITORS, 404, 404),
    "desk_answer": (EDITORS, 404, 404),
    "desk_answer_remove": (EDITORS, 405, 404),
    "desk_partner_totals": (EDITORS, 404, 405),
    "desk_partner_total_new": (EDITORS, 404, 404),
    "desk_partner_total": (EDITORS, 404, 404),
    "desk_partner_total_remove": (EDITORS, 405, 404),
    "desk_signature_site": (MODERATORS, 405, 404),
    "desk_signature_orcid": (MODERATORS, 405, 404),
    "desk_marks": (EDITORS, 404, 405),
    "desk_mark_new": (EDITORS, 404, 404),
    "desk_mark_give": (EDITORS, 404, 404),
    "desk_mark_remove": (EDITORS, 405, 404),
    "desk_given_mark": (EDITORS, 404, 404),
    "desk_given_mark_remove": (EDITORS, 405, 404),
    "desk_webhooks": (OWNERS, 404, 404),
    "desk_webhook": (OWNERS, 404, 405),
    "desk_webhook_act": (OWNERS, 405, 404),
    "desk_holding": (MODERATORS, 200, 405),
    "desk_rule_new": (MODERATORS, 200, 422),
    "desk_rule": (MODERATORS, 404, 404),
    "desk_rule_delete": (MODERATORS, 405, 404),
    "desk_watched_name_new": (MODERATORS, 200, 422),
    "desk_watched_name": (MODERATORS, 404, 404),
    "desk_watched_name_delete": (MODERATORS, 405, 404),
    "desk_occupations": (EDITORS, 200, 405),
    "desk_occupation_new": (EDITORS, 200, 422),
    "desk_occupation": (EDITORS, 404, 404),
    "desk_occupation_move": (EDITORS, 405, 404),
    "desk_occupation_merge": (EDITORS, 405, 404),
    "desk_occupation_delete": (EDITORS, 405, 404),
    "desk_occupation_undo": (EDITORS, 405, 404),
    "desk_guilds": (EDITORS, 200, 405),
    "desk_guild_new": (EDITORS, 200, 422),
    "desk_guild": (EDITORS, 404, 404),
    "desk_organization": (EDITORS, 404, 404),
    "desk_endorsements": (EDITORS, 404, 405),
    "desk_endorsement_new": (EDITORS, 404, 404),
    "desk_endorsement_decide": (EDITORS, 405, 404),
    "desk_endorsement_move": (EDITORS, 405, 404),
    "desk_tidying": (MODERATORS, 404, 404),
    "desk_tidy_credits": (MODERATORS, 405, 404),
    "desk_untidy_credits": (MODERATORS, 405, 404),
    "desk_tidying_organizations": (EDITORS, 404, 405),
    "desk_merge_organizations": (EDITORS, 405, 404),
    "desk_unmerge_organizations": (EDITORS, 405, 404),
    "desk_notables": (MODERATORS, 404, 405),
    "desk_notables_several": (MODERATORS, 404, 404),
    "desk_notable": (MODERATORS, 404, 404),
    "desk_notable_check": (MODERATORS, 405, 404),
    "desk_notable_move": (MODERATORS, 405, 404),
    "desk_notable_remove": (MODERATORS, 405, 404),
    "desk_heading_add": (MODERATORS, 405, 404),
    "desk_heading": (MODERATORS, 405, 404),
    "desk_heading_move": (MODERATORS, 405, 404),
    "desk_heading_delete": (MODERATORS, 405, 404),
    "desk_audits": (MODERATORS, 404, 404),
    "desk_audit_end": (MODERATORS, 405, 404),
    "desk_audit_show": (MODERATORS, 405, 404),
    "desk_guild_sign_in": (OWNERS, 404, 404),
    "desk_guild_sign_in_try": (OWNERS, 405, 404),
    "desk_guild_sign_in_take_back": (OWNERS, 405, 404),
    "desk_guild_domains": (OWNERS, 404, 405),
    "desk_remove_domain": (OWNERS, 405, 404),
    "desk_undo_revocation": (OWNERS, 405, 404),
    "desk_approve_domain": (OWNERS, 405, 404),
    "desk_attempts": (OWNERS, 404, 405),
    "desk_attempts_open": (OWNERS, 405, 404),
    "desk_officers": (OWNERS, 404, 404),
    "desk_officer_remove": (OWNERS, 405, 404),
    "desk_vouching": (OWNERS, 404, 405),
    "desk_vouching_take_back": (OWNERS, 405, 404),
    "desk_codes": (OWNERS, 404, 405),
    "desk_code_batch": (OWNERS, 404, 405),
    "desk_issue": (OWNERS, 405, 404),
    "desk_decline": (OWNERS, 405, 404),
    "desk_revoke_codes": (OWNERS, 405, 404),
    "desk_rosters": (OWNERS, 404, 405),
    "desk_roster_approve": (OWNERS, 405, 404),
    "desk_roster_decline": (OWNERS, 405, 404),
    "desk_roster_revoke": (OWNERS, 405, 404),
}
# What GET answers a superuser at /admin/ where it is not 200; no row exists there.
ADMIN = [
    (r"/admin/login/", {302}),
    (r"/admin/logout/", {405}),
    (r"/admin/password_change/", {302}),
    (r"/admin/autocomplete/", {403}),
    (r"/admin/r/0/0/", {404}),
    (r"/admin/nothing", {404}),
    (r".*/add/", {200, 403}),
    (r".*/delete/", {302, 403}),
    (r".*/0/(change/|history/|password/)?", {302, 404}),
]
PEOPLE = ["nobody", "no role", "officer of a guild", *Role.values, "superuser"]
WITHOUT_FACTOR = ["viewer without factor", "owner without factor", "superuser without factor"]


def addresses(patterns, before="/"):
    """Every address below ``patterns`` by the name of its view, zeros for what varies."""
    for each in patterns:
        route = before + str(each.pattern).replace("^", "").removesuffix("$")
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        else:
            route = re.sub(r"\(\?P<app_label>(\w+)[^)]*\)", r"\1", route).removesuffix("$")
            route = re.sub(r"\(\?P<url>[^)]*\)", "nothing", route)
            route = re.sub(r"<uuid:[^>]+>", str(uuid.UUID(int=0)), route)
            yield re.sub(r"<[^>]+>", "0", route), each.name


ALL = list(addresses(get_resolver().url_patterns))
AT_DESK = [each for each in ALL if each[0].startswith("/desk/")]
AT_ADMIN = [each for each in ALL if each[0].startswith("/admin/")]


@pytest.fixture
def come(client):
    def come(who):
        role = who.removesuffix(" without factor")
        if who == "nobody":
            return client
        if who == "officer of a guild":
            return sign_in(client, make_officer(make_guild()).user, reauthenticated=True)
        user = make_organizer("" if role == "no role" else role)
        if role != who:
            client.force_login(user)
            return client
        return sign_in(client, user, reauthenticated=True)

    return come


def test_the_walk_finds_what_there_is():
    assert {name for _, name in AT_DESK} == set(DESK)
    assert ("/admin/signatures/user/0/change/", "signatures_user_change") in AT_ADMIN
    assert len(AT_ADMIN) > 15


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", PEOPLE)
def test_desk_opens_to_whom_the_table_says(come, who, method):
    client = come(who)

    got = {name: client.generic(method, path).status_code for path, name in AT_DESK}

    shut = 302 if who == "nobody" else 403
    assert got == {
        name: (get if method == "GET" else post) if who in allowed else shut
        for name, (allowed, get, post) in DESK.items()
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", PEOPLE[:-1])
def test_admin_is_shut_to_all_but_superusers(come, who, method):
    client = come(who)

    got = {path: client.generic(method, path).status_code for path, _ in AT_ADMIN}

    at_login = 302 if who == "nobody" else 403
    assert got == {path: at_login if path == "/admin/login/" else 302 for path, _ in AT_ADMIN}


def test_admin_opens_to_a_superuser(come):
    client = come("superuser")

    for path, _ in AT_ADMIN:
        rules = [statuses for rule, statuses in ADMIN if re.fullmatch(rule, path)]
        assert client.get(path).status_code in (rules[0] if rules else {200}), path


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", WITHOUT_FACTOR)
def test_without_a_second_factor_every_address_leads_to_setting_one_up(come, who, method):
    client = come(who)

    for path, _ in AT_DESK + AT_ADMIN:
        response = client.generic(method, path)
        assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/"), path


def test_nobody_is_sent_to_sign_in_and_back(client):
    assert client.get("/desk/people/")["Location"] == "/accounts/login/?next=/desk/people/"


def test_table_of_rights_is_the_one_in_the_readme():
    assert {role: sorted(rights) for role, rights in RIGHTS.items()} == {
        "owner": sorted(Right),
        "editor": ["log", "numbers", "organizations", "statements", "updates"],
        "moderator": ["log", "numbers", "signatures"],
        "viewer": ["log", "numbers"],
    }


@pytest.mark.parametrize("role", ["", *Role.values])
def test_who_is_switched_off_may_nothing(role):
    user = make_organizer(role, is_active=False)

    assert [right for right in Right if user.may(right)] == []


def test_refusal_says_whom_to_ask_and_tells_strangers_nothing(client, settings):
    settings.SITE_CONTACT = "office@example.org"
    make_organizer("owner", email="olga@example.org")

    page = sign_in(client, make_organizer("viewer")).get("/desk/people/").content.decode()
    stranger = sign_in(client, make_organizer("")).get("/desk/").content.decode()

    assert "Your role is viewer, which does not include this page." in page
    assert "olga@example.org" in page
    assert "olga@example.org" not in stranger
    assert "office@example.org" in stranger
