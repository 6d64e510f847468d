"""Asks a health page, and reads what Prometheus would."""

import http.client
from dataclasses import dataclass
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from .office import wait_until


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str


@dataclass(frozen=True, slots=True)
class HealthPage:
    port: int

    def ask(self, path: str, method: str = "GET") -> Answer:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            client.request(method, path)
            answer = client.getresponse()
            return Answer(answer.status, answer.read().decode())
        finally:
            client.close()

    def figures(self) -> "Figures":
        answer = self.ask("/metrics")
        assert answer.status == 200
        return Figures.of(answer.text)

    def becomes(self, path: str, status: int, patience: float = 20.0) -> Answer:
        wait_until(lambda: self.ask(path).status == status, patience, lambda: self.ask(path))
        return self.ask(path)


@dataclass(frozen=True, slots=True)
class Figures:
    """Every sample, by its name and its labels."""

    samples: dict[tuple[str, frozenset[tuple[str, str]]], float]

    @classmethod
    def of(cls, text: str) -> "Figures":
        found = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
        return cls({(each.name, frozenset(each.labels.items())): each.value for each in found})

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.samples)

    def sum(self, name: str, **labels: Any) -> float:
        """Of all samples with this name and these labels."""
        wanted = labels.items()
        found = [value for (each, had), value in self.samples.items() if each == name and wanted <= set(had)]
        assert found, f"no {name} with {labels}"
        return sum(found)
