"""Django's STORAGES: where media and static files are."""

from typing import Any

FOLDER = "django.core.files.storage.FileSystemStorage"
BUCKET = "letter_site.connections.bucket.Bucket"  # loads boto3, so it is not imported here
STATIC_WHILE_DEBUGGING = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def storages(bucket: dict[str, str | None], *, debug: bool) -> dict[str, Any]:
    """Return STORAGES: media are in the ``bucket`` if it has a name, else in MEDIA_ROOT."""
    in_bucket = {"BACKEND": BUCKET, "OPTIONS": bucket}
    return {
        "default": in_bucket if bucket["bucket_name"] else {"BACKEND": FOLDER},
        "staticfiles": {"BACKEND": STATIC_WHILE_DEBUGGING if debug else STATIC},
    }
