"""URLs of the desk. Those of one statement come last, because a slug matches any word."""

from django.urls import include, path

from signatures.views.desk import dashboard, front, help, log, organizers, reminders
from signatures.views.desk.lists import audits as desk_audits
from signatures.views.desk.lists import (
    endorsements,
    notable_headings,
    notables,
    occupations,
    several_notables,
    tidying,
)
from signatures.views.desk.moderation import (
    addresses,
    changes,
    claims,
    erasure,
    imports,
    queue,
)
from signatures.views.desk.moderation import bulk as batches
from signatures.views.desk.moderation import exports as desk_exports
from signatures.views.desk.moderation import rules as holding
from signatures.views.desk.moderation import search as searching
from signatures.views.desk.moderation import signature as desk_signatures
from signatures.views.desk.statements import (
    drafts,
    lifecycle,
    notices,
    pausing,
    texts,
    wordings,
)
from signatures.views.desk.statements import links as statement_links
from signatures.views.desk.statements import statements as desk_statements
from signatures.views.desk.statements import updates as desk_updates

AUDITS = [
    path("", desk_audits.audits_page, name="desk_audits"),
    path("<int:pk>/end/", desk_audits.end, name="desk_audit_end"),
    path("<int:pk>/show/", desk_audits.show, name="desk_audit_show"),
]
NOTABLES = [
    path("", notables.notables_page, name="desk_notables"),
    path("several/", several_notables.several_page, name="desk_notables_several"),
    path("headings/", notable_headings.add, name="desk_heading_add"),
    path("headings/<int:pk>/", notable_headings.rename, name="desk_heading"),
    path("headings/<int:pk>/move/", notable_headings.move, name="desk_heading_move"),
    path("headings/<int:pk>/delete/", notable_headings.delete, name="desk_heading_delete"),
    path("<public_id>/", notables.notable_page, name="desk_notable"),
    path("<public_id>/check/", notables.note_check, name="desk_notable_check"),
    path("<public_id>/move/", notables.move, name="desk_notable_move"),
    path("<public_id>/remove/", notables.remove, name="desk_notable_remove"),
]

UPDATES = [
    path("", desk_updates.updates_page, name="desk_updates"),
    path("new/", desk_updates.new, name="desk_update_new"),
    path("<uuid:public_id>/", desk_updates.update, name="desk_update"),
    path("<uuid:public_id>/test/", desk_updates.send_test, name="desk_update_test"),
    path("<uuid:public_id>/schedule/", desk_updates.schedule, name="desk_update_schedule"),
    path("<uuid:public_id>/act/", desk_updates.act, name="desk_update_act"),
    path("<uuid:public_id>/delete/", desk_updates.delete, name="desk_update_delete"),
]

urlpatterns = [
    path("", front.front, name="desk"),
    path("help/", help.guide, name="desk_help"),
    path("people/", organizers.organizers, name="desk_people"),
    path("people/<int:pk>/role/", organizers.change_role, name="desk_role"),
    path("people/<int:pk>/switch/", organizers.switch, name="desk_switch"),
    path("log/", log.log, name="desk_log"),
    path("addresses/", addresses.addresses_page, name="desk_addresses"),
    path("addresses/clear/", addresses.clear, name="desk_address_clear"),
    path("erasure/", erasure.erasure_page, name="desk_erasure"),
    path("erasure/now/", erasure.erase_chosen, name="desk_erasure_now"),
    path("operation/", include("signatures.urls.desk_operation")),
    path("new/", desk_statements.new, name="desk_new"),
    path("new/preview/", drafts.preview_new, name="desk_preview_new"),
    path("holding/", holding.holding, name="desk_holding"),
    path("holding/rules/new/", holding.add_rule, name="desk_rule_new"),
    path("holding/rules/<int:pk>/", holding.rule, name="desk_rule"),
    path("holding/rules/<int:pk>/delete/", holding.delete_rule, name="desk_rule_delete"),
    path("holding/names/new/", holding.add_names, name="desk_watched_name_new"),
    path("holding/names/<int:pk>/", holding.watched_name, name="desk_watched_name"),
    path(
        "holding/names/<int:pk>/delete/",
        holding.delete_watched_name,
        name="desk_watched_name_delete",
    ),
    path("occupations/", occupations.occupations, name="desk_occupations"),
    path("occupations/new/", occupations.add, name="desk_occupation_new"),
    path("occupations/<int:pk>/", occupations.occupation, name="desk_occupation"),
    path("occupations/<int:pk>/move/", occupations.move, name="desk_occupation_move"),
    path("occupations/<int:pk>/merge/", occupations.merge, name="desk_occupation_merge"),
    path("occupations/<int:pk>/delete/", occupations.delete, name="desk_occupation_delete"),
    path("occupations/<uuid:batch>/undo/", occupations.unmerge, name="desk_occupation_undo"),
    path("guilds/", include("signatures.urls.desk_guilds")),
    path("organizations/<int:pk>/", endorsements.organization, name="desk_organization"),
    path("<slug:slug>/queue/", queue.queue, name="desk_queue"),
    path("<slug:slug>/queue/<int:pk>/take/", queue.take, name="desk_queue_take"),
    path("<slug:slug>/queue/<int:pk>/next/", queue.take_next, name="desk_queue_next"),
    path("<slug:slug>/queue/<int:pk>/publish/", queue.publish, name="desk_queue_publish"),
    path("<slug:slug>/queue/<int:pk>/refuse/", queue.refuse, name="desk_queue_refuse"),
    path("<slug:slug>/queue/<int:pk>/back/", queue.take_back, name="desk_queue_back"),
    path("<slug:slug>/queue/undo/<int:pk>/", queue.undo, name="desk_queue_undo"),
    path("<slug:slug>/changes/", changes.changes_page, name="desk_changes"),
    path("<slug:slug>/changes/<uuid:public_id>/", changes.decide, name="desk_change"),
    path("<slug:slug>/claims/", claims.claims_page, name="desk_claims"),
    path("<slug:slug>/claims/<uuid:public_id>/", claims.decide, name="desk_claim"),
    path("<slug:slug>/signatures/", searching.signatures_page, name="desk_signatures"),
    path(
        "<slug:slug>/signatures/<uuid:public_id>/",
        desk_signatures.signature_page,
        name="desk_signature",
    ),
    path("<slug:slug>/remind/", reminders.remind_all, name="desk_remind"),
    path("<slug:slug>/signatures/<uuid:public_id>/", include("signatures.urls.desk_linked")),
    path(
        "<slug:slug>/signatures/<uuid:public_id>/remind/",
        reminders.remind_one,
        name="desk_remind_one",
    ),
    path(
        "<slug:slug>/signatures/<uuid:public_id>/decide/",
        desk_signatures.decide,
        name="desk_decide",
    ),
    path(
        "<slug:slug>/signatures/<uuid:public_id>/undo/<int:pk>/",
        desk_signatures.undo,
        name="desk_undo",
    ),
    path(
        "<slug:slug>/signatures/<uuid:public_id>/notes/",
        desk_signatures.add_note,
        name="desk_note_add",
    ),
    path(
        "<slug:slug>/signatures/<uuid:public_id>/notes/<int:pk>/delete/",
        desk_signatures.delete_note,
        name="desk_note_delete",
    ),
    path("<slug:slug>/searches/", searching.save_search, name="desk_save_search"),
    path(
        "<slug:slug>/searches/<int:pk>/delete/",
        searching.delete_search,
        name="desk_delete_search",
    ),
    path("<slug:slug>/batches/", batches.batches_page, name="desk_batches"),
    path("<slug:slug>/batches/<uuid:pk>/", batches.batch_page, name="desk_batch"),
    path("<slug:slug>/batches/<uuid:pk>/start/", batches.start, name="desk_start_batch"),
    path("<slug:slug>/batches/<uuid:pk>/cancel/", batches.cancel, name="desk_cancel_batch"),
    path("<slug:slug>/batches/<uuid:pk>/undo/", batches.undo, name="desk_undo_batch"),
    path("<slug:slug>/imports/", imports.imports_page, name="desk_imports"),
    path("<slug:slug>/imports/<uuid:pk>/", imports.import_page, name="desk_import"),
    path("<slug:slug>/imports/<uuid:pk>/start/", imports.start, name="desk_import_start"),
    path("<slug:slug>/imports/<uuid:pk>/discard/", imports.discard, name="desk_import_discard"),
    path("<slug:slug>/imports/<uuid:pk>/report/", imports.report_file, name="desk_import_report"),
    path("<slug:slug>/updates/", include(UPDATES)),
    path("<slug:slug>/", include("signatures.urls.desk_private")),
    path("<slug:slug>/export/", desk_exports.export_page, name="desk_export"),
    path(
        "<slug:slug>/export/signatures/",
        desk_exports.signatures_file,
        name="desk_export_signatures",
    ),
    path(
        "<slug:slug>/export/addresses/",
        desk_exports.addresses_file,
        name="desk_export_addresses",
    ),
    path("<slug:slug>/", dashboard.dashboard, name="desk_statement"),
    path("<slug:slug>/log/", log.log, name="desk_statement_log"),
    path("<slug:slug>/page/", desk_statements.page, name="desk_page"),
    path("<slug:slug>/settings/", desk_statements.settings, name="desk_settings"),
    path("<slug:slug>/launch/", include("signatures.urls.desk_launch")),
    path("<slug:slug>/pause/", pausing.pause, name="desk_pause"),
    path("<slug:slug>/resume/", pausing.resume, name="desk_resume"),
    path("<slug:slug>/notice/", notices.notice, name="desk_notice"),
    path("<slug:slug>/notice/remove/", notices.remove, name="desk_notice_remove"),
    path("<slug:slug>/archive/", lifecycle.archive, name="desk_archive"),
    path("<slug:slug>/unarchive/", lifecycle.unarchive, name="desk_unarchive"),
    path("<slug:slug>/delete/", lifecycle.delete, name="desk_delete"),
    path("<slug:slug>/invitation/", desk_statements.invitation, name="desk_invitation"),
    path("<slug:slug>/texts/", texts.texts, name="desk_texts"),
    path("<slug:slug>/texts/new/", texts.write, name="desk_write"),
    path(
        "<slug:slug>/texts/corrections/<int:pk>/agree/",
        wordings.agree,
        name="desk_correction_agree",
    ),
    path(
        "<slug:slug>/texts/corrections/<int:pk>/drop/", wordings.drop, name="desk_correction_drop"
    ),
    path(
        "<slug:slug>/texts/<int:pk>/confirm/",
        wordings.confirm_translation,
        name="desk_translation_confirm",
    ),
    path("<slug:slug>/texts/preview/", drafts.preview, name="desk_preview"),
    path("<slug:slug>/links/", statement_links.links, name="desk_links"),
    path("<slug:slug>/links/<int:pk>/", statement_links.change, name="desk_link"),
    path("<slug:slug>/links/<int:pk>/remove/", statement_links.remove, name="desk_link_remove"),
    path("<slug:slug>/endorsements/", endorsements.endorsements, name="desk_endorsements"),
    path("<slug:slug>/endorsements/new/", endorsements.enter, name="desk_endorsement_new"),
    path(
        "<slug:slug>/endorsements/<int:pk>/decide/",
        endorsements.decide,
        name="desk_endorsement_decide",
    ),
    path(
        "<slug:slug>/endorsements/<int:pk>/move/", endorsements.move, name="desk_endorsement_move"
    ),
    path("<slug:slug>/tidying/", tidying.credits, name="desk_tidying"),
    path("<slug:slug>/tidying/credits/", tidying.tidy_credits, name="desk_tidy_credits"),
    path(
        "<slug:slug>/tidying/<uuid:batch>/undo/",
        tidying.untidy_credits,
        name="desk_untidy_credits",
    ),
    path(
        "<slug:slug>/tidying/organizations/",
        tidying.bodies,
        name="desk_tidying_organizations",
    ),
    path(
        "<slug:slug>/tidying/organizations/merge/",
        tidying.merge_bodies,
        name="desk_merge_organizations",
    ),
    path(
        "<slug:slug>/tidying/organizations/<uuid:batch>/undo/",
        tidying.unmerge_bodies,
        name="desk_unmerge_organizations",
    ),
    path("<slug:slug>/notables/", include(NOTABLES)),
    path("<slug:slug>/audits/", include(AUDITS)),
    path("<slug:slug>/marks/", include("signatures.urls.desk_marks")),
    path("<slug:slug>/totals/", include("signatures.urls.desk_totals")),
    path("<slug:slug>/quotes/", include("signatures.urls.desk_voices")),
    path("<slug:slug>/webhooks/", include("signatures.urls.desk_webhooks")),
    path("<slug:slug>/deliveries/", include("signatures.urls.desk_deliveries")),
]
