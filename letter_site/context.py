from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the template variables that base.html needs on every page."""
    return {"site_name": settings.SITE_NAME, "debug": settings.DEBUG}
