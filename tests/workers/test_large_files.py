"""Large files go out as links, where the house has a folder for them: who gets one, for how long, and who does not."""

import os
import re
import stat
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import select, update

from gateway.config import Config
from gateway.config.relays import Links
from gateway.outgoing.links import LinkFolder
from gateway.store.schema import notice
from workers import deliver

from ..scenarios.office import Caught
from .house import ALI, AUTHSERV, POSHTIBANI, SARA, SUPPORT, TOM, House, open_house

LARGE = b"%PDF-1.7 " + b"large " * 12_000
SMALL = b"%PDF-1.7 small"
URL = "https://files.example.org"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    table = Links(folder=str(tmp_path / "files"), url=URL + "/", over=65_536, days=30)

    def changed(config: Config) -> Config:
        return config.model_copy(update={"links": table})

    with open_house(tmp_path, changed=changed) as opened:
        yield opened


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path) as opened:
        yield opened


def send(house: House, sender: str, to: str, subject: str, text: str, *files: tuple[str, bytes]) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from={sender.rpartition('@')[2]}"
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<{os.urandom(8).hex()}@client.example>"
    mail.set_content(text)
    for name, content in files:
        mail.add_attachment(content, "application", "octet-stream", filename=name)
    house.take(bytes(mail), sender, to)


def names(caught: Caught) -> list[str]:
    return [str(part.get_filename()) for part in caught.mail.iter_attachments()]


def links(caught: Caught) -> list[str]:
    """In the text, and the same in the page."""
    found = re.findall(rf"{URL}/[^\s\u2069]+", caught.text)
    page = caught.mail.get_body(("html",))
    assert page is not None
    assert re.findall(rf'href="({URL}/[^"]+)"', page.get_content()) == found
    return found


def files(tmp_path: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (tmp_path / "files").glob("*")}


def test_a_large_file_goes_as_a_link_that_nobody_can_guess_and_a_small_one_goes_along(
    house: House, tmp_path: Path
) -> None:
    send(
        house,
        ALI,
        SUPPORT,
        "Bills",
        "Both.",
        ("../../etc/bill.PDF", LARGE),
        ("other.pdf", SMALL),
        ("setup.exe", LARGE + b"3"),
    )
    mails = [house.only(TOM), house.only("mina@example.org")]
    assert [names(caught) for caught in mails] == [["other.pdf"]] * 2
    found = [link for caught in mails for link in links(caught)]
    assert len(set(found)) == 2  # each person has a link of their own
    shown = files(tmp_path)
    for link in found:
        name = link.removeprefix(URL + "/")
        assert re.fullmatch(r"[a-z2-7]{32}\.pdf", name)
        assert shown.pop(name) == LARGE
    assert shown == {}  # what is withheld lies nowhere
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "files").iterdir()}
    assert modes == {0o644}
    assert "too large to go along; until Monday 21 December 2026, 13:30 (UTC+03:30) it is here:" in mails[0].text


def test_persian_readers_read_the_day_in_jalali_and_the_address_stands_apart(house: House) -> None:
    send(house, ALI, POSHTIBANI, "گزارش", "پیوست است.", ("گزارش.html", LARGE))
    caught = house.only(SARA)
    (link,) = links(caught)
    assert link.endswith(".bin")  # never shown as a page of the house
    assert "\u2068 " + link + " \u2069" in caught.text
    assert "۳۰ آذر ۱۴۰۵" in caught.text


def test_an_internal_notes_file_is_linked_to_agents_and_to_no_customer(house: House, tmp_path: Path) -> None:
    send(house, ALI, SUPPORT, "Help", "Please.")
    asked = house.only(TOM)
    house.look()
    address = str(asked.mail["reply-to"]).rpartition("<")[2].strip(">")
    send(house, TOM, address, asked.subject, "#note\nsecret", ("secret.pdf", LARGE))
    assert house.silent(ALI)
    assert len(links(house.only("mina@example.org"))) == 1
    before = files(tmp_path)
    send(house, TOM, address, asked.subject, "Here it is.", ("answer.pdf", LARGE + b"2"))
    (link,) = links(house.only(ALI))
    new = set(files(tmp_path)) - set(before)
    assert link.removeprefix(URL + "/") in new
    assert {files(tmp_path)[name] for name in new} == {LARGE + b"2"}


def test_who_gets_a_ticket_handed_over_gets_links_to_its_files(house: House) -> None:
    send(house, ALI, SUPPORT, "Bill", "This.", ("bill.pdf", LARGE))
    asked = house.only(TOM)
    address = str(asked.mail["reply-to"]).rpartition("<")[2].strip(">")
    send(house, TOM, address, asked.subject, "#department poshtibani")
    moved = house.only(SARA)
    assert (house.kind(moved), len(links(moved)), names(moved)) == ("moved", 1, [])


def test_another_attempt_uses_the_same_file_and_time_begins_anew(house: House, tmp_path: Path) -> None:
    send(house, ALI, SUPPORT, "Bill", "This.", ("bill.pdf", LARGE))
    first = links(house.only(TOM))
    path = tmp_path / "files" / first[0].removeprefix(URL + "/")
    os.utime(path, (1, 1))
    house.app.database.write(lambda c: c.execute(update(notice).values(state="waiting", due=notice.c.created)))
    with house.app.database.read() as connection:
        (id,) = connection.scalars(select(notice.c.id).where(notice.c.recipient == TOM))
    deliver.run(house.app, id)
    assert links(house.only(TOM)) == first
    assert path.stat().st_mtime > 1
    assert len(files(tmp_path)) == 2


def test_a_folder_that_cannot_be_written_puts_the_mail_off(house: House, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    send(house, ALI, SUPPORT, "Bill", "This.", ("bill.pdf", LARGE))
    assert house.silent(TOM)
    with house.app.database.read() as connection:
        row = connection.execute(select(notice).where(notice.c.recipient == TOM)).one()
    assert (row.state, row.last_reply) == ("waiting", "links: Not a directory")
    (tmp_path / "files").unlink()
    house.later(minutes=2)
    house.deliver((row.id,))
    assert len(links(house.only(TOM))) == 1


def test_old_files_are_taken_out_and_nothing_else(house: House, tmp_path: Path) -> None:
    send(house, ALI, SUPPORT, "Bill", "This.", ("bill.pdf", LARGE))
    foreign = tmp_path / "files" / "index.html"
    foreign.write_text("of the house")
    half = tmp_path / "files" / f".{'0' * 32}.new"
    half.write_text("of a process that died")
    for path in (tmp_path / "files").iterdir():
        os.utime(path, (house_now(house), house_now(house)))
    house.later(days=29)
    house.tick()
    assert len(files(tmp_path)) == 4
    house.later(days=2)
    house.tick()
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["index.html"]


def house_now(house: House) -> float:
    """The file system has a clock of its own."""
    with house.app.database.read() as connection:
        row = connection.execute(select(notice.c.created).limit(1)).one()
    moment: float = (row.created + timedelta(minutes=1)).timestamp()
    return moment


def test_without_a_folder_large_files_go_along_or_are_only_named(plain: House, tmp_path: Path) -> None:
    send(plain, ALI, SUPPORT, "Bill", "This.", ("bill.pdf", LARGE))
    caught = plain.only(TOM)
    assert (names(caught), links(caught)) == (["bill.pdf"], [])
    plain.tick()
    assert not (tmp_path / "files").exists()


def test_the_folder_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    assert LinkFolder(tmp_path / "new", 30).problem() == ""
    (tmp_path / "file").write_text("")
    assert "cannot be written" in LinkFolder(tmp_path / "file", 30).problem()
    assert list((tmp_path / "new").iterdir()) == []
