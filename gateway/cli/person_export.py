"""`postroom person export`: everything of one person as files. The folder is whole, or it is not there."""

import html
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..app import App
from ..store import exporting
from ..store.belongings import Somebody
from ..store.exporting import Part
from ..store.segments import TornBody
from . import desk
from .sorting import progress

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{address}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto}}td{{padding:.2em 1em .2em 0}}</style>
</head><body><h1>{address}</h1>
<p>Everything that {site} keeps about this address, as of {moment} UTC. Files that end in .jsonl hold one JSON object a
line, times are UTC; mails are .eml files as they were received; attachments are named by article and position, and
attachments.jsonl says what their senders called them.</p>
<h2>What they wrote and were sent</h2><table>{visible}</table>
<h2>What is kept about them besides</h2>
<p>Notes among agents, mails of other people, and the records of the house. Read it before you hand it on: other
people's words and addresses stand in it.</p><table>{stored}</table>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder of the export, and how many things are in it."""

    name: str
    words: str
    count: int


def export(app: App, who: Somebody, to: Path) -> tuple[Entry, ...]:
    """Raises OSError; a folder that is not whole is taken away again."""
    aside = to.with_name(f"{to.name}.partial")
    try:
        aside.mkdir(parents=True, mode=0o700)
        entries = (*_tables(app, who, aside), *_mails(app, who, aside), *_attachments(app, who, aside))
        (aside / "index.html").write_text(_page(app, who, entries), "utf-8")
        aside.rename(to)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return entries


def _tables(app: App, who: Somebody, folder: Path) -> Iterator[Entry]:
    with app.database.read() as connection:
        for part in exporting.PARTS:
            yield Entry(part.file, part.words, _write(folder, part, exporting.rows(connection, part, who)))


def _write(folder: Path, part: Part, rows: Iterator[dict[str, Any]]) -> int:
    path = folder / part.file
    path.parent.mkdir(exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(desk.as_json(row), ensure_ascii=False) + "\n")
            count += 1
    return count


def _mails(app: App, who: Somebody, folder: Path) -> Iterator[Entry]:
    with app.database.read() as connection:
        found = exporting.raw_mails(connection, who)
    with progress() as bar:
        task = bar.add_task("mails", total=sum(map(len, found.values())))
        for name, ids in found.items():
            (folder / name).mkdir()
            for id in ids:
                _write_mail(app, id, folder / name / f"{id}.eml")
                bar.advance(task)
            yield Entry(f"{name}/", "raw mails", len(ids))


def _write_mail(app: App, id: int, path: Path) -> None:
    try:
        path.write_bytes(app.spool.read(id).raw)
    except (LookupError, TornBody) as error:
        path.with_suffix(".missing").write_text(f"{error}\n", "utf-8")


def _attachments(app: App, who: Somebody, folder: Path) -> Iterator[Entry]:
    """Never under a name that a sender chose."""
    with app.database.read() as connection:
        found = exporting.contents(connection, who)
    for name, files in found.items():
        (folder / name).mkdir()
        for article, position, sha256 in files:
            path = folder / name / f"{article}-{position}.bin"
            try:
                path.write_bytes(app.blobs.load(sha256))
            except LookupError as error:
                path.with_suffix(".missing").write_text(f"{error}\n", "utf-8")
        yield Entry(f"{name}/", "files", len(files))


def _page(app: App, who: Somebody, entries: tuple[Entry, ...]) -> str:
    stored = [each for each in entries if each.name.startswith("stored/")]
    visible = [each for each in entries if each not in stored]
    return PAGE.format(
        address=html.escape(who.address),
        site=html.escape(app.config.site.name.en),
        moment=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        visible="\n".join(map(_line, visible)),
        stored="\n".join(map(_line, stored)),
    )


def _line(each: Entry) -> str:
    return f'<tr><td>{each.count}</td><td><a href="{each.name}">{each.name}</a></td><td>{each.words}</td></tr>'
