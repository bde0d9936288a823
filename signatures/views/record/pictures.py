"""Pictures beside statements, and logos of organizations."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from signatures import tokens
from signatures.actions.record_keeping import page_cache
from signatures.models import Endorsement, Statement

# A picture never changes under its random name, so a cache need not ask again.
FOREVER = "public, max-age=31536000, immutable"
HEADERS = {
    "Content-Disposition": 'inline; filename="picture.webp"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a picture that ``forms.pictures`` made, only as a picture.

    The URL pattern allows only our own folders and file names as ``path``. Raises Http404 for a
    picture that no public page shows, unless the address has its key.
    """
    is_public = page_cache.get_local(f"picture-{path}", lambda: _is_public(path))
    key = request.GET.get("key", "")
    if not (is_public or constant_time_compare(key, tokens.picture_key(path))):
        raise Http404
    headers = {**HEADERS, "Cache-Control": FOREVER if is_public else "no-store"}
    try:
        with default_storage.open(path) as file:
            return HttpResponse(file.read(), content_type="image/webp", headers=headers)
    except FileNotFoundError as error:
        raise Http404 from error


def _is_public(path: str) -> bool:
    if path.startswith("links/"):
        return Statement.objects.public().filter(links__picture=path).exists()
    return Endorsement.objects.published().filter(organization__logo=path).exists()
