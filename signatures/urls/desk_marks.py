"""URLs of the marks of organizations of one statement, below ``/desk/<slug>/marks/``."""

from django.urls import path

from signatures.views.desk.lists import marks

urlpatterns = [
    path("", marks.marks_page, name="desk_marks"),
    path("new/", marks.define, name="desk_mark_new"),
    path("<int:pk>/give/", marks.give, name="desk_mark_give"),
    path("<int:pk>/remove/", marks.remove, name="desk_mark_remove"),
    path("given/<int:pk>/", marks.check_again, name="desk_given_mark"),
    path("given/<int:pk>/remove/", marks.take_away, name="desk_given_mark_remove"),
]
