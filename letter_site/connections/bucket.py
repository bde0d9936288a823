"""Media in S3-compatible storage, if MEDIA_S3_BUCKET is set; otherwise nothing imports this.

The bucket stays private. Readers never ask it: the site hands out each file at an address of its
own, after it has checked that they may see it.
"""

from typing import Any
from urllib.parse import quote

from botocore.config import Config  # type: ignore[import-untyped] # it has no types
from django.conf import settings
from storages.backends.s3 import S3Storage  # type: ignore[import-untyped] # the same

IN_MEMORY = 5_000_000  # bytes of a file that is read; longer ones go to a temporary file


class Bucket(S3Storage):
    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "default_acl": None,  # that of the bucket: no one but the owner of the key
            "file_overwrite": False,
            "max_memory_size": IN_MEMORY,
            "client_config": Config(
                connect_timeout=3,
                read_timeout=10,
                retries={"total_max_attempts": 2},
                # Servers other than Amazon's may lack names of hosts for buckets, and checksums.
                s3={"addressing_style": "path" if settings.MEDIA_S3["endpoint_url"] else "auto"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def url(self, name: str, *rest: Any, **options: Any) -> str:
        """Return the address at this site. Only the view behind it knows who may see the file."""
        return settings.MEDIA_URL + quote(name)
