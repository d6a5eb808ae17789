"""Rounds: every case once in each, in a turning order; medians over the rounds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.cases import Case
from bench.client import Client, Request
from bench.homes import Home
from bench.options import Options
from bench.processes import Running, cpu_of_tree
from bench.raw import Raw
from bench.recording import Operation

_WARM = 0.1


@dataclass(slots=True)
class Sample:
    """What one side took for one case in each round, a request; times in microseconds."""

    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def whole(self) -> list[float]:
        """CPU of the process and of the database together, a round."""
        return [own + theirs for own, theirs in zip(self.cpu, self.database, strict=True)]

    def percentile(self, share: float) -> float:
        """Return the latency that a share of the requests stayed below."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """Return the median, 0 of nothing."""
    return statistics.median(values) if values else 0.0


def ratio(sample: Sample, base: Sample) -> float:
    """Return the median of a round's CPU over that of the base in the same round."""
    pairs = zip(sample.whole, base.whole, strict=True)
    return median([one / other for one, other in pairs if other])


@dataclass(slots=True)
class Results:
    """The samples of one database, by the key of the case."""

    dialect: str
    server: dict[str, Sample] = field(default_factory=dict)
    raw: dict[str, Sample] = field(default_factory=dict)
    yardstick: dict[str, Sample] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rig:
    """What takes part in the rounds of one database."""

    home: Home
    server: Running
    yardstick: Running
    raw: Raw
    #: Connections that load a server at once.
    clients: int
    operations: Mapping[str, Sequence[Operation]]


async def measure(rig: Rig, cases: Sequence[Case], options: Options) -> Results:
    """Run the rounds; the first, short one only warms up."""
    results = Results(rig.home.dialect)
    await _round(rig, cases, options, Results(rig.home.dialect), _WARM)
    for number in range(options.rounds):
        start = number * 3 % len(cases)
        turned = [*cases[start:], *cases[:start]]
        await _round(rig, turned, options, results, 1)
        print(f"  {rig.home.dialect}: round {number + 1} of {options.rounds}", flush=True)
    return results


async def _round(
    rig: Rig, cases: Sequence[Case], options: Options, results: Results, share: float
) -> None:
    for case in cases:
        times = max(1, round(options.count(case.count) * share))
        sample = results.server.setdefault(case.key, Sample())
        await rig.raw.clear()
        await _load(rig, rig.server, case.requests, times, sample)
        if case.raw_of is None:
            raw = results.raw.setdefault(case.key, Sample())
            await rig.raw.clear()
            cpu, database = await rig.raw.run(rig.operations[case.key], times)
            raw.cpu.append(cpu / times / 1000)
            raw.database.append(database / times / 1000)
        if case.yardstick is not None:
            times = max(1, round(options.count(case.yardstick_count) * share))
            sample = results.yardstick.setdefault(case.key, Sample())
            await _load(rig, rig.yardstick, case.yardstick, times, sample)


async def _load(
    rig: Rig, server: Running, requests: Sequence[Request], times: int, sample: Sample
) -> None:
    payloads = [request.wire() for request in requests]
    # Connections of the last block would have been idle for too long.
    client = await Client.connect(server.port, rig.clients)
    try:
        await client.load(payloads, rig.clients)
        cpu, database, begins = server.cpu(), cpu_of_tree(rig.home.cluster), time.perf_counter()
        seconds = await client.load(payloads, times)
        wall = time.perf_counter() - begins
        sample.cpu.append((server.cpu() - cpu) / times / 1000)
        sample.database.append((cpu_of_tree(rig.home.cluster) - database) / times / 1000)
    finally:
        client.close()
    sample.rate.append(times / wall)
    sample.latencies += [one * 1e6 for one in seconds]
