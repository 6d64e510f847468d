"""What each make of relay says to the last dot, and the name that it keeps our mail under."""

import time

import pytest

from gateway.outgoing.queue_ids import ID_LIMIT, queue_id


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("250 2.0.0 Ok: queued as 4XYZ12abCDz9k", "4XYZ12abCDz9k"),
        ("250 2.0.0 Ok: queued as 0A1B2C3D4E", "0A1B2C3D4E"),
        ("250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 7F3B0C0A", "7F3B0C0A"),
        ("250 OK id=1mXYZa-0001ab-2C", "1mXYZa-0001ab-2C"),
        ("250 OK id=1tABCd-00000001abC-3xYz", "1tABCd-00000001abC-3xYz"),
        ("250 2.0.0 5AL8x2Qh012345 Message accepted for delivery", "5AL8x2Qh012345"),
        ("250 2.0.0 1a2b3c4d Message accepted for delivery", "1a2b3c4d"),
        (
            "250 2.6.0 <t.1042@in.example.org> [InternalId=81226698162345, Hostname=AM0PR01.eurprd01.prod.outlook.com]"
            " 12345 bytes in 0.105, 114.590 KB/sec Queued mail for delivery",
            "81226698162345",
        ),
        ("250 2.6.0 <t.1042@in.example.org> [InternalId=5153960755] Queued mail for delivery", "5153960755"),
        ("250 2.0.0 OK  1637000000 a640c23a62f3a-afa1d0csi12b.17 - gsmtp", "a640c23a62f3a-afa1d0csi12b.17"),
        ("250 2.0.0 OK 1637000000 d2e1a72fcca58-6c8 - gsmtp", "d2e1a72fcca58-6c8"),
        ("250 Ok 010201a2b3c4d5e6-01234567-89ab-cdef-0000", "010201a2b3c4d5e6-01234567-89ab-cdef-0000"),
        ("250 ok 1637000000 qp 12345", "1637000000 qp 12345"),
        ("250 Message Queued (2F1A3B4C-5D6E-4F70-8A9B-0C1D2E3F4A5B.1)", "2F1A3B4C-5D6E-4F70-8A9B-0C1D2E3F4A5B.1"),
        ("250 2.0.0 Message queued with id 1b2c3d4e5f", "1b2c3d4e5f"),
        ("250 2.0.0 Accepted as 17", "17"),
        ("250 2.0.0 Ok", ""),
        ("250 Great success", ""),
        ("250 2.0.0 queued as", ""),
        ("", ""),
    ],
)
def test_the_relays_name_for_a_mail_is_found(words: str, id: str) -> None:
    assert queue_id(words) == id


def test_an_endless_name_is_short_and_costs_no_time() -> None:
    begin = time.process_time()
    for words in ("250 queued as " + "A" * 490, "250 OK id=" + "a-" * 240, "250 " + "x " * 240 + "- gsmtp"):
        assert len(queue_id(words)) <= ID_LIMIT
    assert time.process_time() - begin < 0.05
