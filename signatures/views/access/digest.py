"""Page where organizers and officers choose how often they are e-mailed."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures.actions.monitoring import digest_items, digests
from signatures.forms.organizers import DigestForm
from signatures.models import User
from signatures.views.access.organizers import missing_step


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def digest_page(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    if step := missing_step(request):
        return redirect(step)
    typed = request.POST if request.method == "POST" else None
    form = DigestForm(typed, initial={"digest": request.user.digest})
    if form.is_bound and form.is_valid():
        digests.choose(request.user, form.cleaned_data["digest"])
        messages.success(request, gettext("Saved."))
        return redirect("account_digest")
    context = {"form": form, "items": digest_items.waiting(request.user)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "account/digest.html", context, status=status)
