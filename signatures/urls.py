from django.urls import path, re_path

from signatures.views import (
    checks,
    endorsing,
    health,
    mailbox,
    own_signature,
    pictures,
    renditions,
    signatories,
    signing,
    site,
    statements,
)
from signatures.views.api import api

urlpatterns = [
    path("", statements.home, name="home"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("api/v1/", api.urls),
    path("confirm/<token>/", signing.confirm, name="confirm"),
    path("confirm/<token>/disown/", signing.disown, name="disown"),
    path("code/", signing.confirm_code, name="confirm_code"),
    path("manage/", own_signature.ask_for_link, name="ask_for_link"),
    path("manage/<token>/", own_signature.manage, name="manage"),
    path("manage/<token>/withdraw/", own_signature.withdraw, name="withdraw"),
    path("endorsements/<token>/", endorsing.confirm_endorsement, name="confirm_endorsement"),
    re_path(
        r"^media/(?P<path>(?:links|logos)/[0-9a-f]{32}\.webp)$", pictures.picture, name="picture"
    ),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<key>/", mailbox.message, name="mailbox_message"),
    path("mailbox/<key>/html/", mailbox.html, name="mailbox_html"),
    path("sitemap.xml", site.sitemap, name="sitemap"),
    path("robots.txt", site.robots, name="robots"),
    path("site.webmanifest", site.manifest, name="manifest"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("<slug:slug>/", statements.statement, name="statement"),
    path("<slug:slug>/sign/", signing.sign, name="sign"),
    path("<slug:slug>/sign/sent/", signing.sign_sent, name="sign_sent"),
    path("<slug:slug>/signatories/", signatories.signatories_page, name="signatories"),
    path("<slug:slug>/organizations/", endorsing.organizations, name="organizations"),
    path("<slug:slug>/endorse/", endorsing.endorse, name="endorse"),
    path("<slug:slug>/endorse/sent/", endorsing.endorse_sent, name="endorse_sent"),
    path("<slug:slug>/checks/", checks.checks_page, name="checks"),
    path("<slug:slug>/card.png", renditions.card, name="card"),
    path("<slug:slug>/letter.pdf", renditions.letter_pdf, name="letter_pdf"),
    path("<slug:slug>/qr.svg", renditions.qr_svg, name="qr"),
    path("<slug:slug>/embed/", renditions.embed, name="embed"),
    path("<slug:slug>/embed/code/", renditions.embed_code, name="embed_code"),
    path("<slug:slug>/feed.xml", renditions.feed, name="feed"),
]
