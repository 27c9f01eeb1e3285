"""Reads the pages of a running server as Prometheus and an orchestrator do."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.running import RunningServer

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


@dataclass(frozen=True, slots=True)
class Scrape:
    """One scrape."""

    text: str
    samples: Samples
    families: frozenset[str]
    """Names of all metrics; those of counters without `_total`."""

    def value(self, name: str, **labels: str) -> float:
        """Return one sample; 0 when it is not there, as for a counter that nobody has advanced."""
        return self.samples.get((name, frozenset(labels.items())), 0.0)

    def total(self, name: str) -> float:
        """Return the sum of all samples of a name."""
        return sum(value for (sample, _), value in self.samples.items() if sample == name)


def parsed(text: str) -> Scrape:
    """Read Prometheus' text format."""
    families = list(text_string_to_metric_families(text))
    samples = {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }
    return Scrape(text, samples, frozenset(family.name for family in families))


def ops_address(server: RunningServer) -> str:
    """Return where a server that was told `127.0.0.1:0` serves its pages, as its log says."""
    # The last line may still be being written.
    whole = server.log.rpartition("\n")[0]
    lines = [json.loads(line) for line in whole.splitlines() if line.startswith("{")]
    (*_, address) = [line["listen"] for line in lines if line.get("event") == "metrics"]
    assert isinstance(address, str)
    return address


def get(address: str, path: str) -> tuple[int, str]:
    """Return code and text of a page."""
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def scrape(address: str) -> Scrape:
    """Return the numbers of a server."""
    code, text = get(address, "/metrics")
    assert code == 200, text
    return parsed(text)


def readiness(address: str) -> tuple[int, dict[str, Any]]:
    """Return the code of /readyz, and what it found."""
    code, text = get(address, "/readyz")
    found: dict[str, Any] = json.loads(text)["checks"]
    return code, found
