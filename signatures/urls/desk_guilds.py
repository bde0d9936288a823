"""URLs of the desk about guilds."""

from django.urls import path

from signatures.views.desk.guilds import attempts, codes, guilds, officers, rosters
from signatures.views.desk.guilds import domains as guild_domains
from signatures.views.desk.guilds import sign_in as desk_guild_sign_in
from signatures.views.desk.guilds import vouching as desk_vouching

urlpatterns = [
    path("", guilds.guilds, name="desk_guilds"),
    path("new/", guilds.add, name="desk_guild_new"),
    path("<slug:slug>/officers/", officers.officers, name="desk_officers"),
    path(
        "<slug:slug>/officers/<int:pk>/remove/",
        officers.remove_officer,
        name="desk_officer_remove",
    ),
    path("<slug:slug>/codes/", codes.codes, name="desk_codes"),
    path("<slug:slug>/codes/<int:number>/", codes.batch, name="desk_code_batch"),
    path("<slug:slug>/codes/<int:number>/issue/", codes.issue, name="desk_issue"),
    path("<slug:slug>/codes/<int:number>/decline/", codes.decline, name="desk_decline"),
    path("<slug:slug>/codes/<int:number>/revoke/", codes.revoke, name="desk_revoke_codes"),
    path(
        "<slug:slug>/codes/<int:number>/revocations/<int:pk>/undo/",
        codes.undo,
        name="desk_undo_revocation",
    ),
    path("<slug:slug>/vouching/", desk_vouching.vouching, name="desk_vouching"),
    path(
        "<slug:slug>/vouching/take-back/",
        desk_vouching.take_back,
        name="desk_vouching_take_back",
    ),
    path("<slug:slug>/roster/", rosters.rosters, name="desk_rosters"),
    path(
        "<slug:slug>/roster/<int:number>/approve/",
        rosters.approve,
        name="desk_roster_approve",
    ),
    path(
        "<slug:slug>/roster/<int:number>/decline/",
        rosters.decline,
        name="desk_roster_decline",
    ),
    path(
        "<slug:slug>/roster/<int:number>/revoke/",
        rosters.revoke,
        name="desk_roster_revoke",
    ),
    path(
        "<slug:slug>/sign-in/",
        desk_guild_sign_in.sign_in,
        name="desk_guild_sign_in",
    ),
    path("<slug:slug>/sign-in/try/", desk_guild_sign_in.begin_trial, name="desk_guild_sign_in_try"),
    path(
        "<slug:slug>/sign-in/take-back/",
        desk_guild_sign_in.take_back,
        name="desk_guild_sign_in_take_back",
    ),
    path("<slug:slug>/domains/", guild_domains.domains, name="desk_guild_domains"),
    path(
        "<slug:slug>/domains/<int:pk>/remove/",
        guild_domains.remove,
        name="desk_remove_domain",
    ),
    path(
        "<slug:slug>/domains/<int:pk>/approve/",
        guild_domains.approve,
        name="desk_approve_domain",
    ),
    path("<slug:slug>/attempts/", attempts.attempts, name="desk_attempts"),
    path(
        "<slug:slug>/attempts/<slug:method>/open/",
        attempts.open_again,
        name="desk_attempts_open",
    ),
    path("<int:pk>/", guilds.guild, name="desk_guild"),
]
