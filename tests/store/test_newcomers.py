"""Answers among the mails that came since the last look."""

from gateway.mail.inbound import Envelope, Source
from gateway.store import newcomers
from gateway.store.due import Share

from .sorting import ALI, Sorting, letter
from .spooling import id_of

WHOLE = Share()


def spooled(sorting: Sorting, recipient: str) -> int:
    return id_of(sorting.spool.accept(Envelope(ALI, (recipient,), Source.SMTP), letter()))


def test_each_mail_is_looked_at_once_and_answers_are_told(sorting: Sorting) -> None:
    first, answer, third = (spooled(sorting, f"support{end}@example.org") for end in ("", "+abc", ""))
    with sorting.database.read() as connection:
        begin = newcomers.start(connection)
        came = newcomers.look(connection, begin, WHOLE)
        assert begin == first - 1, "what waited before this process began is looked at, too"
        assert (came.newest, came.replies) == (third, (answer,))
        assert newcomers.look(connection, came.newest, WHOLE).replies == ()
        shares = [newcomers.look(connection, begin, Share(index, 2)).replies for index in range(2)]
        assert sorted(shares) == [(), (answer,)], "one process of two"
