"""The organizers' guide, and the part of it that belongs to each page of the desk."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from signatures.models import Right
from signatures.renditions.texts import guides
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import layout


@requires(Right.NUMBERS, limited=True)
@require_safe
def guide(request: SignedInRequest) -> HttpResponse:
    """Show the organizers' guide, with the names of pages as the menus have them."""
    menu = {each.name: each.label for each in (*layout.SITE, *layout.STATEMENT)}
    context = {"guide": guides.guide(guides.ORGANIZERS, {"menu": menu})}
    return layout.desk_page(request, "desk/help.html", context)
