from django.urls import include, path, re_path

from signatures.views import mailbox
from signatures.views.health import deep, metrics, quick
from signatures.views.members import codes, membership, vouching
from signatures.views.members import domain as guild_domains
from signatures.views.members import roster as rosters
from signatures.views.members.sign_in import journey
from signatures.views.press import page as press
from signatures.views.record import (
    checks,
    endorsements,
    exports,
    members,
    pictures,
    renditions,
    signatories,
    statements,
    updates,
    versions,
)
from signatures.views.record import statistics as numbers
from signatures.views.record.api.endpoints import api
from signatures.views.record.api.page import api_page
from signatures.views.record.launch import launch_list
from signatures.views.record.pages import about, deliveries, signature, site, voices
from signatures.views.signing import (
    audit_answer,
    changing,
    code_alone,
    declining,
    disowning,
    new_wordings,
    next_steps,
    sent,
    unsubscribe,
)
from signatures.views.signing import sign as signing
from signatures.views.signing.own import linked_sites as own_linked_sites
from signatures.views.signing.own import orcid, own_data, own_signature
from signatures.views.signing.own import voices as own_voices

urlpatterns = [
    path("", statements.home, name="home"),
    path("healthz/live", quick.live, name="live"),
    path("healthz/ready", quick.ready, name="ready"),
    path("healthz/deep", deep.deep, name="deep"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/", api_page, name="api"),
    path("api/v1/", api.urls),
    path("confirm/<token>/", signing.confirm, name="confirm"),
    path("confirm/<token>/guild/", membership.show_membership, name="show_membership"),
    path("confirm/<token>/disown/", disowning.disown, name="disown"),
    path("disowned/<token>/", disowning.allow_again, name="allow_again"),
    path("code/", signing.confirm_code, name="confirm_code"),
    path("manage/", own_signature.ask_for_link, name="ask_for_link"),
    path("manage/<token>/", own_signature.manage, name="manage"),
    path("manage/<token>/guild/", membership.membership, name="membership"),
    path("manage/<token>/guild/<slug:slug>/sign-in/", journey.sign_in, name="guild_sign_in"),
    path("manage/<token>/guild/<slug:slug>/code/", codes.member_code, name="member_code"),
    path("manage/<token>/guild/<slug:slug>/vouching/", vouching.vouching, name="vouching"),
    path(
        "manage/<token>/guild/<slug:slug>/vouching/take-back/",
        vouching.take_back,
        name="vouching_take_back",
    ),
    path("manage/<token>/guild/<slug:slug>/roster/", rosters.member_number, name="member_number"),
    path(
        "manage/<token>/guild/<slug:slug>/domain/",
        guild_domains.member_domain,
        name="member_domain",
    ),
    path("manage/<token>/wording/", new_wordings.new_wording, name="new_wording"),
    path("manage/<token>/change/", changing.change, name="change_entry"),
    path("manage/<token>/change/take-back/", changing.take_back, name="change_take_back"),
    path("manage/<token>/voice/", own_voices.voice, name="own_voice"),
    path("manage/<token>/site/", own_linked_sites.linked_site, name="linked_site"),
    path("manage/<token>/orcid/", orcid.linked_orcid, name="linked_orcid"),
    path("manage/<token>/publication/", changing.stop_publishing, name="stop_publishing"),
    path("manage/<token>/address/", changing.change_address, name="change_address"),
    path("manage/<token>/updates/", changing.set_updates, name="own_updates"),
    path("manage/<token>/data/", own_data.own_data_page, name="own_data"),
    path("manage/<token>/data.json", own_data.own_data_json, name="own_data_json"),
    path("manage/<token>/withdraw/", own_signature.withdraw, name="withdraw"),
    path("unsubscribe/<token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("new-address/<token>/", changing.new_address, name="new_address"),
    path("not-me/<token>/", disowning.confirm_claim, name="confirm_claim"),
    path("asked/<token>/", audit_answer.asked, name="asked"),
    path("endorsements/<token>/", endorsements.confirm_endorsement, name="confirm_endorsement"),
    re_path(
        r"^media/(?P<path>(?:links|logos)/[0-9a-f]{32}\.webp)$", pictures.picture, name="picture"
    ),
    path("desk/", include("signatures.urls.desk")),
    path("guilds/", include("signatures.urls.officers")),
    path("members/<slug:slug>/", members.members, name="members"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<key>/", mailbox.message, name="mailbox_message"),
    path("mailbox/<key>/html/", mailbox.html, name="mailbox_html"),
    path("sitemap.xml", site.sitemap, name="sitemap"),
    path("robots.txt", site.robots, name="robots"),
    path("site.webmanifest", site.manifest, name="manifest"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("about/privacy/", about.privacy_page, name="privacy"),
    path("about/contact/", about.contact_page, name="contact"),
    path("about/accessibility/", about.accessibility_page, name="accessibility"),
    path("about/terms/", about.terms_page, name="terms"),
    path("statements/", statements.all_statements, name="all_statements"),
    path("<slug:slug>/", statements.statement, name="statement"),
    path("<slug:slug>/sign/", signing.sign, name="sign"),
    path("<slug:slug>/sign/code/", code_alone.sign, name="sign_by_code"),
    path("<slug:slug>/next/<str:step>/", next_steps.next_step, name="next_step"),
    path("<slug:slug>/sign/sent/", sent.sign_sent, name="sign_sent"),
    path("<slug:slug>/invitation/", declining.decline, name="decline_invitation"),
    path("<slug:slug>/signatories/", signatories.signatories_page, name="signatories"),
    path("<slug:slug>/signatories.csv", exports.signatories_csv, name="signatories_csv"),
    path("<slug:slug>/signatories.json", exports.signatories_json, name="signatories_json"),
    path("<slug:slug>/signatories/<str:reference>/", signature.signature, name="signature"),
    path("<slug:slug>/quotes/", voices.quotes, name="quotes"),
    path("<slug:slug>/delivery/", deliveries.deliveries, name="deliveries"),
    path("<slug:slug>/delivery/<uuid:public_id>.csv", deliveries.list_csv, name="delivery_list"),
    path("<slug:slug>/delivery/<uuid:public_id>/file/", deliveries.file, name="delivery_file"),
    path("<slug:slug>/affiliations/", voices.organizations, name="affiliations"),
    path("<slug:slug>/organizations/", endorsements.organizations, name="organizations"),
    path("<slug:slug>/endorse/", endorsements.endorse, name="endorse"),
    path("<slug:slug>/endorse/sent/", endorsements.endorse_sent, name="endorse_sent"),
    path("<slug:slug>/numbers/", numbers.numbers, name="numbers"),
    path("<slug:slug>/versions/", versions.versions, name="versions"),
    path("<slug:slug>/versions/<language>-<int:number>.txt", versions.wording, name="wording"),
    path("<slug:slug>/updates/", updates.updates, name="updates"),
    path("<slug:slug>/updates/feed.xml", updates.feed, name="updates_feed"),
    path("<slug:slug>/claim/", disowning.claim, name="claim"),
    path("<slug:slug>/claim/sent/", disowning.claim_sent, name="claim_sent"),
    path("<slug:slug>/checks/", checks.checks_page, name="checks"),
    path("<slug:slug>/card.png", renditions.card, name="card"),
    path("<slug:slug>/letter.pdf", renditions.letter_pdf, name="letter_pdf"),
    path("<slug:slug>/qr.svg", renditions.qr_svg, name="qr"),
    path("<slug:slug>/embed/", renditions.embed, name="embed"),
    path("<slug:slug>/embed/code/", renditions.embed_code, name="embed_code"),
    path("<slug:slug>/press/", press.press, name="press"),
    path("<slug:slug>/launch-list/", launch_list.page, name="launch_list"),
    path("<slug:slug>/launch-list.csv", launch_list.csv_file, name="launch_list_csv"),
    path("<slug:slug>/launch-list.pdf", launch_list.pdf_file, name="launch_list_pdf"),
    path("<slug:slug>/feed.xml", renditions.feed, name="feed"),
]
