"""Who committed mails names them to the work process whose share they are."""

import socket

from gateway.store import bell


def heard(pair: bell.Pair) -> bell.Heard:
    return bell.hear(pair[1].fileno())


def close(*ends: socket.socket) -> None:
    for end in ends:
        end.close()


def test_each_process_hears_of_its_own_share_only() -> None:
    pairs = bell.pairs(2)
    ring = bell.ringer([pair[0] for pair in pairs])
    ring([6], [4, 5])
    ring([], [7])
    ring([9], [])
    assert [heard(pair) for pair in pairs] == [bell.Heard((6,), (4,)), bell.Heard((9,), (5, 7))], "answers apart"
    assert heard(pairs[0]) == bell.Heard((), ()), "nothing is heard twice"
    close(*pairs[0], *pairs[1])


def test_a_process_that_does_not_listen_holds_nobody_up_and_hears_the_oldest() -> None:
    (pair,) = bell.pairs(1)
    ring = bell.ringer([pair[0]])
    for id in range(1, 50_000):
        ring([], [id])
    mails = heard(pair).others
    assert 0 < len(mails) < 49_999
    assert mails == tuple(range(1, len(mails) + 1)), "rings come whole and in their order"
    ring([], [7])
    assert heard(pair).others == (7,)
    close(*pair)


def test_a_large_commit_is_told_in_full() -> None:
    (pair,) = bell.pairs(1)
    ids = list(range(2**40, 2**40 + 3000))
    bell.ringer([pair[0]])([], ids)
    assert heard(pair).others == tuple(ids)
    close(*pair)


def test_who_is_gone_is_noticed_on_both_ends() -> None:
    pair, other = bell.pairs(2)
    bell.ringer([pair[0]])([], [1])
    close(pair[0])
    assert heard(pair) == bell.Heard((), (1,), gone=True)
    close(other[1])
    bell.ringer([other[0]])([], [2])
    close(pair[1], other[0])
