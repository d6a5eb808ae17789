"""Numbers for Prometheus. Counting is by hand, which costs a tenth; the library tells them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from crmstead import __version__

_BUCKETS = (
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
)  # fmt: skip
_BOUNDS = (*map(str, _BUCKETS), "+Inf")


@dataclass(slots=True)
class _Operation:
    """What is counted of one operation."""

    seconds: float = 0.0
    #: Requests by status, and by the bucket their time falls into.
    statuses: dict[int, int] = field(default_factory=dict)
    buckets: list[int] = field(default_factory=lambda: [0] * len(_BOUNDS))


class Metrics(Collector):
    """The metrics of one server; another one in the same process has its own."""

    def __init__(self) -> None:
        self.in_flight = 0
        #: Requests that had a kept reply.
        self.had_kept = 0
        self._operations: dict[str, _Operation] = {}
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self.gauge("crmstead_requests_in_flight", "Requests begun.", lambda: self.in_flight)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def count(self, operation: str, status: int, seconds: float) -> None:
        """Count a request. Operations are the surface's, so there is a bounded number of them."""
        counted = self._operations.get(operation)
        if counted is None:
            counted = self._operations[operation] = _Operation()
        counted.seconds += seconds
        counted.statuses[status] = counted.statuses.get(status, 0) + 1
        counted.buckets[bisect_left(_BUCKETS, seconds)] += 1

    def collect(self) -> Iterator[Metric]:
        """Yield what was counted, in the library's form."""
        requests = CounterMetricFamily(
            "crmstead_requests",
            "Requests; status 0: cut off before the answer.",
            labels=("operation", "status"),
        )
        seconds = HistogramMetricFamily(
            "crmstead_request_seconds",
            "Time from a request's headers to the end of its answer.",
            labels=("operation",),
        )
        for name, counted in self._operations.items():
            for status, number in counted.statuses.items():
                requests.add_metric((name, str(status)), number)
            buckets = list(zip(_BOUNDS, accumulate(counted.buckets), strict=True))
            seconds.add_metric((name,), buckets, counted.seconds)
        yield requests
        yield seconds
        yield CounterMetricFamily(
            "crmstead_requests_kept", "Requests that had a kept reply.", value=self.had_kept
        )

    def gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Add a number that is read when the metrics are asked for."""
        Gauge(name, text, registry=self._registry).set_function(read)

    def tell_database(self, database: str) -> None:
        """Tell the version and the kind of database, as labels of a constant."""
        gauge = Gauge(
            "crmstead_info",
            "Version of the server, and its database.",
            ("version", "database"),
            registry=self._registry,
        )
        gauge.labels(__version__, database).set(1)

    def text(self) -> bytes:
        """Return all numbers in Prometheus' text form."""
        return generate_latest(self._registry)
