"""URLs of the site and of views that do nothing, to measure Django and its server alone."""

import pickle
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from letter_site import urls as site
from signatures.actions.evidence import proving

handler400, handler403 = site.handler400, site.handler403
handler404, handler500 = site.handler404, site.handler500

if settings.WITHOUT_DELTAS:
    proving.PROVE = proving.PROVE.replace(proving.TALLY_SQL, "")


@cache
def statements():
    return pickle.loads((Path(settings.BENCH_SCRATCH) / "statements.pickle").read_bytes())


def replayed(request, number):
    """Run the SQL statements of a request, as many round trips as it made, and nothing else."""
    if number == 0:
        statements.cache_clear()
    with connection.cursor() as cursor:
        for sql, parameters in statements()[number]:
            cursor.execute(sql, parameters)
            if cursor.description:
                cursor.fetchall()
    return HttpResponse(b"ok", content_type="text/plain")


def nothing(request):
    return HttpResponse(b"ok", content_type="text/plain")


urlpatterns = [
    path("bench/nothing/", nothing),
    path("bench/statements/<int:number>/", replayed),
    *site.urlpatterns,
]
