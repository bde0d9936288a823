"""URLs of quotes and affiliations of one statement, below ``/desk/<slug>/quotes/``."""

from django.urls import path

from signatures.views.desk.lists import quotes
from signatures.views.desk.lists import tidying_affiliations as tidying

urlpatterns = [
    path("", quotes.quotes, name="desk_quotes"),
    path("spellings/", tidying.affiliations, name="desk_tidying_affiliations"),
    path("spellings/merge/", tidying.tidy, name="desk_tidy_affiliations"),
    path("spellings/<uuid:batch>/undo/", tidying.untidy, name="desk_untidy_affiliations"),
    path("<uuid:public_id>/", quotes.decide, name="desk_quote"),
    path(
        "<uuid:public_id>/affiliation/",
        quotes.decide_affiliation,
        name="desk_affiliation",
    ),
]
