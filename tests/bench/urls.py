"""URLs of the site and of views that do nothing, to measure Django and its server alone."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

from letter_site import urls as site
from signatures.actions.evidence import recording

handler400, handler403 = site.handler400, site.handler403
handler404, handler500 = site.handler404, site.handler500

if settings.WITHOUT_DELTAS:
    recording.PROVE = recording.PROVE.replace(recording.TALLY_SQL, "")


def nothing(request):
    return HttpResponse(b"ok", content_type="text/plain")


urlpatterns = [path("bench/nothing/", nothing), *site.urlpatterns]
