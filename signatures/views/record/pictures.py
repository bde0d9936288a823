from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# A picture never changes under its random name, so a cache need not ask again.
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Disposition": 'inline; filename="picture.webp"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a picture that ``forms.pictures`` made, only as a picture.

    The URL pattern allows only our own folders and file names as ``path``. Raises Http404.
    """
    try:
        with default_storage.open(path) as file:
            return HttpResponse(file.read(), content_type="image/webp", headers=HEADERS)
    except FileNotFoundError as error:
        raise Http404 from error
