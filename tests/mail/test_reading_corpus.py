"""Real mails from outside the project, read in place; skipped where they are not at hand."""

import json
import time
from pathlib import Path

import pytest

from gateway.mail.bounce import failures
from gateway.mail.inbound import Nature
from gateway.mail.parse import parse
from gateway.mail.reply import split, visible

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the mail corpus is not here")


def mails() -> list[bytes]:
    return [(CORPUS / name).read_bytes() for name in (CORPUS / "mails.txt").read_text("utf-8").split("\n") if name]


def test_every_mail_is_read_quickly_and_without_lost_characters() -> None:
    unread = 0
    start = time.process_time()
    for raw in mails():
        mail = parse(raw)
        unread += "\ufffd" in mail.subject + mail.text and "\ufffd".encode() not in raw
        assert "".join(piece.text for piece in split(mail.text).pieces) == mail.text
    assert time.process_time() - start < 10
    assert unread <= 2


def test_visible_replies_are_found() -> None:
    gold = [json.loads(line) for line in (CORPUS / "reply_gold.jsonl").read_text("utf-8").split("\n") if line]
    right = sum(visible(item["body"]).split() == item["expected"].split() for item in gold)
    assert right / len(gold) >= 0.9


def test_bounces_are_told_from_mail() -> None:
    gold = json.loads((CORPUS / "bounce_gold.json").read_text("utf-8"))
    found = {name: failures((CORPUS / name).read_bytes()) for name in gold}
    bounces = [name for name in gold if gold[name]["kind"] == "bounce" and gold[name].get("addresses") != []]
    ordinary = [name for name in gold if gold[name]["kind"] == "ordinary"]
    assert sum(bool(found[name]) for name in bounces) / len(bounces) >= 0.95
    assert sum(bool(found[name]) for name in ordinary) / len(ordinary) <= 0.005


def test_machines_are_not_taken_for_people() -> None:
    gold = json.loads((CORPUS / "bounce_gold.json").read_text("utf-8"))
    for kind in ("feedback", "autoreply"):
        names = [name for name in gold if gold[name]["kind"] == kind]
        people = [n for n in names if parse((CORPUS / n).read_bytes()).judgement.nature is Nature.PERSON]
        assert len(people) <= len(names) // 4, people
