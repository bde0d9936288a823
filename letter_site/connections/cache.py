"""The page cache in Redis. Redis may go down at any time, so a failure means "not cached"."""

import logging
import pickle
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient, RedisSerializer
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Seconds without requests to Redis after a failure. A server that accepts connections and
# never answers then delays one request now and then, instead of every request.
LEAVE_ALONE = 10.0


class Serializer(RedisSerializer):
    """Django's serializer, which reads as None what another release of the site has cached.

    The class of such a value may have moved or changed since.
    """

    def loads(self, data: Any) -> Any:
        try:
            return super().loads(data)
        except (pickle.UnpicklingError, AttributeError, ImportError, TypeError):
            return None


class SharedClient(RedisCacheClient):
    """A cache client with one Redis client for all threads, because making one is slow."""

    _shared: Redis | None = None

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, serializer=f"{__name__}.Serializer", **options)

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        if self._shared is None:
            self._shared = super().get_client(key, write=write)
        return self._shared


class PageCache(RedisCache):
    """Django's Redis cache without its errors; it has only the methods used here."""

    _again_at = 0.0

    def __init__(self, *where: Any) -> None:
        super().__init__(*where)
        self._class = SharedClient

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        value = self._try(super().get, None, key, None, version)
        return default if value is None else value

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[str, Any]:
        found = self._try(super().get_many, {}, keys, version)
        return {key: value for key, value in found.items() if value is not None}

    def set(self, key: str, value: Any, *rest: Any, **options: Any) -> None:
        self._try(super().set, None, key, value, *rest, **options)

    def add(self, key: str, value: Any, *rest: Any, **options: Any) -> bool:
        """Return False if the key exists already, or if Redis does not answer."""
        return self._try(super().add, False, key, value, *rest, **options)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._try(super().delete, False, key, version)

    def is_up(self) -> bool:
        """Return whether Redis answers; False also in the seconds after it did not."""
        return bool(self._try(self._redis().ping, False))

    def add_to_sums(self, key: str, amounts: Mapping[str, int]) -> bool:
        """Add each of ``amounts`` to the sum of its name under ``key``; return False if it failed.

        Several processes add to the same sums. They never expire.
        """
        return bool(self._try(self._add_to_sums, False, self.make_key(key), amounts))

    def sums(self, key: str) -> dict[str, int]:
        found = self._try(self._redis().hgetall, {}, self.make_key(key))
        return {name.decode(): int(total) for name, total in found.items()}

    def messages_waiting(self, queue: str) -> int:
        """Return how many messages of Celery wait in Redis; 0 if Redis does not answer."""
        return int(self._try(self._redis().llen, 0, queue))

    def _redis(self) -> Redis:
        return self._cache.get_client()  # type: ignore[attr-defined] # django-stubs lacks it

    def _add_to_sums(self, key: str, amounts: Mapping[str, int]) -> bool:
        with self._redis().pipeline(transaction=True) as pipeline:
            for name, amount in amounts.items():
                pipeline.hincrby(key, name, amount)
            pipeline.execute()
        return True

    def _try(self, call: Callable[..., Any], otherwise: Any, *rest: Any, **options: Any) -> Any:
        if time.monotonic() < PageCache._again_at:
            return otherwise
        try:
            return call(*rest, **options)
        except (RedisError, OSError):
            PageCache._again_at = time.monotonic() + LEAVE_ALONE
            logger.warning("Redis does not answer; pages are made afresh for a while")
            return otherwise
