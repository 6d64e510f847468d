"""How a decision came about, as the ledger keeps it for `explain`."""

from dataclasses import fields
from typing import Any

from ..decisions import Considered, Trail
from ..findings import Finding


def as_json(trail: Trail) -> dict[str, Any]:
    findings = [{**_fields(finding), "verdict": finding.verdict.name.lower()} for finding in trail.findings]
    candidates = [_fields(candidate) for candidate in trail.candidates]
    return {**_fields(trail), "findings": findings, "candidates": candidates}


def _fields(value: Finding | Considered | Trail) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}
