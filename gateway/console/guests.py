"""What all pages for people who wrote to us have in common: whether there are any, who is there, what they may see."""

from http import HTTPStatus

from .. import commands
from ..policy import Department, Policy
from ..store.database import Connection
from ..store.guests import Guest
from ..store.own_requests import OwnArticle, OwnRequest, one
from .page import LANGUAGES, NOT_FOUND, Answer, Desk, Download, Handler, Moved, Shown, Visit

REQUESTS = "/r"  # where their list is, and where they prove their address


def open_here(handler: Handler) -> Handler:
    """The page, where the house has such pages at all."""
    return lambda desk, visit: handler(desk, visit) if visit.policy.requests else NOT_FOUND


def gone(language: str = "") -> Shown:
    """The one page for links that do not count, whatever is wrong with them. It offers a new one."""
    return Shown("guest_ask.html", {"trouble": "gone", "asked": False}, HTTPStatus.GONE, language)


def not_theirs(guest: Guest) -> Shown:
    return Shown("guest_none.html", {}, HTTPStatus.NOT_FOUND, guest.person.language)


def language_of(visit: Visit) -> str:
    """In which they read and write here."""
    known = visit.guest.person.language if visit.guest else ""
    return visit.chosen or (known if known in LANGUAGES else visit.language)


def elsewhere(desk: Desk, visit: Visit) -> Answer:
    """Who proved nothing is asked to."""
    return Moved(REQUESTS)


def departments(policy: Policy) -> tuple[Department, ...]:
    """Those whose requests are shown."""
    return tuple(each for each in policy.departments if each.requests)


def hidden(policy: Policy) -> tuple[str, ...]:
    return tuple(each.name for each in policy.departments if not each.requests)


def request_of(connection: Connection, number: int, who: int, policy: Policy) -> OwnRequest | None:
    """One of theirs, where its department shows them."""
    found = one(connection, number, who)
    return found if found and policy.department(found.department).requests else None


def file_of(desk: Desk, visit: Visit, request: OwnRequest | None) -> Answer:
    """One of the files that their page of the request names."""
    articles = request.articles if request else ()
    wanted, place = int(visit.path["article"]), int(visit.path["place"])
    files = (file for each in articles if each.id == wanted for file in each.files)
    file = next((each for each in files if each.place == place), None)
    if file is None:
        return NOT_FOUND
    try:
        return Download(file.name or f"file-{place + 1}", desk.blobs.load(file.sha256))
    except LookupError:
        return NOT_FOUND


class Names:
    """How people appear on these pages: ours as the configuration calls them, others by their name, nobody by their
    address.
    """

    def __init__(self, policy: Policy) -> None:
        self._ours = {each.address: each.shown for each in (*policy.former, *policy.agents)}

    def of(self, article: OwnArticle) -> str:
        return self._ours.get(article.address, "" if "@" in article.name else article.name)

    def words(self, article: OwnArticle) -> str:
        """Without the orders on top of what they wrote themselves: how the request stands tells what came of them."""
        return (commands.read(article.text, commands.CUSTOMERS).rest if article.mine else "") or article.text

    def ours(self, article: OwnArticle) -> bool:
        return article.address in self._ours and not article.mine
