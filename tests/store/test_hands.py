"""Which thread has which notices: each in one hand, none forgotten, a long line shared out."""

import threading

from gateway.store.hands import SHARED, TOGETHER, Hands, heads


def test_what_was_issued_together_is_called_once_and_taken_together() -> None:
    hands = Hands()
    assert hands.join((7, 8, 9)) == (7,)
    assert hands.take_called(7) == (7, 8, 9)
    assert hands.held() == {7, 8, 9}
    assert hands.give((7, 8, 9)) == ()
    assert hands.join(range(TOGETHER + 1)) == (0, TOGETHER)


def test_who_comes_for_what_another_hand_has_is_remembered() -> None:
    hands = Hands()
    assert hands.take(5) == (5,)
    hands.join((5, 6))
    assert hands.take_called(5) == (6,)
    assert hands.give((5,)) == (5,), "somebody came for it, and has to look again"
    assert hands.take_again((5, 6)) == (5,)
    assert hands.give((5, 6)) == ()


def test_one_takes_a_share_of_a_long_line_and_the_calls_for_it_find_nothing() -> None:
    hands = Hands()
    for first in range(0, 24, 3):
        hands.join((first, first + 1, first + 2))
    taken = hands.take_called(0)
    assert taken == tuple(range(3 * (1 + 7 // SHARED)))
    assert hands.take_called(3) == ()
    assert hands.take_called(6) == (6, 7, 8, 9, 10, 11)
    hands.give(range(12))
    hands.join((3,))
    assert hands.take_called(3)[0] == 3, "it is due again"


def test_a_short_line_is_left_to_the_others() -> None:
    hands = Hands()
    hands.join((1, 2))
    hands.join((3, 4))
    assert hands.take_called(1) == (1, 2)
    assert hands.take_called(99) == (99,)


def test_every_head_takes_the_neighbours_that_were_not_called() -> None:
    ids = (3, 4, 5, TOGETHER - 1, TOGETHER, 3 * TOGETHER + 2)
    hands = Hands()
    called = heads(ids)
    assert called == (3, TOGETHER, 3 * TOGETHER + 2)
    taken = [id for head in called for id in hands.take_neighbours(head)]
    assert set(ids) <= set(taken)
    assert len(taken) == len(set(taken))


def test_of_many_threads_one_gets_each_notice() -> None:
    hands, taken = Hands(), list[int]()

    def work() -> None:
        for first in range(0, 400, 4):
            taken.extend(hands.take_neighbours(first))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken))
