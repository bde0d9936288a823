"""Owners' pages to choose organizers. Superusers are changed at /admin/, by superusers."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.accounts import organizers as actions
from signatures.errors import LastOwnerError
from signatures.forms.organizers import NewOrganizerForm, RoleForm
from signatures.models import Right, User
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page


@requires(Right.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def organizers(request: SignedInRequest) -> HttpResponse:
    form = NewOrganizerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        user = actions.add(email=email, role=role, limited_to=form.limited_to(), by=request.user)
        text = gettext("%s is now an organizer. We are e-mailing them a link to set a password.")
        messages.success(request, text % user.email)
        return redirect("desk_people")
    people = User.objects.organizers().prefetch_related("limited_to").order_by("email")
    context = {"people": people, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return desk_page(request, "desk/organizers.html", context, status=status)


@requires(Right.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def change_role(request: SignedInRequest, pk: int) -> HttpResponse:
    user = _somebody(pk)
    form = RoleForm(request.POST if request.method == "POST" else None, person=user)
    if form.is_bound and form.is_valid():
        role, some = form.cleaned_data["role"], form.limited_to()
        try:
            if actions.change_role(user, role, limited_to=some, by=request.user):
                messages.success(request, gettext("Saved."))
        except LastOwnerError:
            _say_last_owner(request)
        return redirect("desk_people")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"person": user, "form": form}
    return desk_page(request, "desk/organizer.html", context, status=status)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def switch(request: SignedInRequest, pk: int) -> HttpResponse:
    user = _somebody(pk)
    try:
        actions.switch(user, on=request.POST.get("to") == "on", by=request.user)
    except LastOwnerError:
        _say_last_owner(request)
    return redirect("desk_people")


def _somebody(pk: int) -> User:
    return get_object_or_404(User.objects.organizers(), pk=pk, is_superuser=False)


def _say_last_owner(request: SignedInRequest) -> None:
    messages.error(request, gettext("This is the last owner. Make someone else an owner first."))
