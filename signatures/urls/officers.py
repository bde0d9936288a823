"""URLs of officers of guilds."""

from django.urls import include, path

from signatures.views.officers import (
    codes,
    domains,
    front,
    lost_codes,
    pauses,
    queue,
    rosters,
    sign_in,
    test_run,
)

ROSTERS = [
    path("", rosters.roster, name="guild_roster"),
    path("fingerprints.py", rosters.tool, name="guild_roster_tool"),
    path("key/", rosters.key, name="guild_roster_key"),
    path("rules/", rosters.rules, name="guild_roster_rules"),
    path("<int:number>/", rosters.version, name="guild_roster_version"),
    path("<int:number>/use/", rosters.use, name="guild_roster_use"),
    path("<int:number>/delete/", rosters.delete, name="guild_roster_delete"),
]

urlpatterns = [
    path("", front.own, name="guilds"),
    path("<slug:slug>/", front.front, name="guild"),
    path("<slug:slug>/help/", front.guide, name="guild_help"),
    path("<slug:slug>/queue/", queue.queue, name="guild_queue"),
    path(
        "<slug:slug>/queue/<uuid:public_id>/take-back/",
        queue.take_back,
        name="guild_take_back_answer",
    ),
    path("<slug:slug>/codes/", codes.codes, name="guild_codes"),
    path("<slug:slug>/codes/<int:number>/", codes.batch, name="guild_batch"),
    path(
        "<slug:slug>/codes/<int:number>/download/",
        codes.download,
        name="guild_download",
    ),
    path("<slug:slug>/codes/letters.pyz", lost_codes.tool, name="guild_letters_tool"),
    path("<slug:slug>/codes/<int:number>/lost/", lost_codes.replace, name="guild_replace_code"),
    path(
        "<slug:slug>/codes/<int:number>/revoke/",
        codes.revoke,
        name="guild_revoke_codes",
    ),
    path(
        "<slug:slug>/codes/<int:number>/revocations/<int:pk>/undo/",
        codes.undo,
        name="guild_undo_revocation",
    ),
    path("<slug:slug>/roster/", include(ROSTERS)),
    path("<slug:slug>/sign-in/", sign_in.sign_in, name="guild_sign_in_trial"),
    path("<slug:slug>/domains/", domains.domains, name="guild_domains"),
    path(
        "<slug:slug>/domains/<int:pk>/confirm/",
        domains.confirm,
        name="guild_confirm_domain",
    ),
    path(
        "<slug:slug>/domains/<int:pk>/remove/",
        domains.remove,
        name="guild_remove_domain",
    ),
    path("<slug:slug>/test-run/", test_run.test_run, name="guild_test_run"),
    path("<slug:slug>/ways/<slug:method>/open/", pauses.open_again, name="guild_open_way"),
]
