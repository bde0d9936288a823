"""/metrics: numbers for a monitor, in the text format of Prometheus."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family

from signatures.actions.monitoring import metrics as numbers
from signatures.actions.monitoring import request_counts
from signatures.actions.monitoring.request_counts import BUCKETS, FORM, READ

PREFIX = "letter_"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the numbers, also while the database or Redis is away. Strangers get 404."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected([*_requests(), *_gauges()]))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    """Return whether METRICS_TOKEN was sent, or a program of this machine asks without a proxy."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN:
        return kind == "Bearer" and constant_time_compare(token, settings.METRICS_TOKEN)
    return "X-Forwarded-For" not in request.headers and _is_this_machine(request)


def _is_this_machine(request: HttpRequest) -> bool:
    peer = request.META.get("REMOTE_ADDR") or "127.0.0.1"  # a unix socket has no peer
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False


class _Collected:
    """An object with these families, as generate_latest takes it."""

    def __init__(self, families: Iterable[Family]) -> None:
        self.families = families

    def collect(self) -> Iterable[Family]:
        return self.families


def _gauges() -> Iterator[Family]:
    found = list(numbers.of_cache())
    try:
        found += list(numbers.of_database())
        up = True
    except (OperationalError, InterfaceError):
        up = False
    found.append(numbers.one("database_up", "1 if the database answers.", up))
    for each in found:
        labels = [each.label] if each.label else []
        family = GaugeMetricFamily(PREFIX + each.name, each.meaning, labels=labels)
        for value, number in each.values.items():
            family.add_metric([value] if labels else [], number)
        yield family


def _requests() -> Iterator[Family]:
    sums = request_counts.sums()
    outcomes = CounterMetricFamily(
        f"{PREFIX}requests", "Requests that reached the site.", labels=["kind", "status"]
    )
    durations = HistogramMetricFamily(
        f"{PREFIX}request_seconds", "How long they took.", labels=["kind"]
    )
    for kind in (READ, FORM):
        of_kind = {status: sums.get(f"{kind} {status}", 0) for status in request_counts.OUTCOMES}
        for status, number in of_kind.items():
            outcomes.add_metric([kind, status], number)
        buckets = [(str(each), sums.get(f"{kind} within {each}", 0)) for each in BUCKETS]
        buckets.append(("+Inf", sum(of_kind.values())))
        seconds = sums.get(f"{kind} microseconds", 0) / 1_000_000
        durations.add_metric([kind], buckets, sum_value=seconds)
    yield from (outcomes, durations)
