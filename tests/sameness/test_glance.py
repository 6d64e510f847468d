"""A first glance at two texts: only what shares hardly a word is not read any further."""

import pytest

from gateway.sameness.glance import far_apart

PRINTER = """Hello, the printer in the corner office prints nothing but empty pages since yesterday afternoon.
We changed the cartridge twice and started it again, without success. Please send somebody."""
INVOICE = """Dear colleagues, our accounting department misses last month's invoice about the delivery of
twenty chairs. Could you kindly transmit another copy, stating customer number and payment terms? Regards."""
PERSIAN = """چاپگر اتاق جلسات از دیروز تنها کاغذ سفید بیرون می‌دهد و با عوض کردن کارتریج هم درست نشد.
لطفا کسی را بفرستید تا دستگاه را ببیند."""


def test_two_matters_are_far_apart_and_one_is_not() -> None:
    assert far_apart(PRINTER, INVOICE)
    assert far_apart(PRINTER, PERSIAN)
    assert not far_apart(PRINTER, PRINTER)
    assert not far_apart(PERSIAN, PERSIAN.replace("ی", "ي").replace("ک", "ك"))


@pytest.mark.parametrize("short", ["", "Any news?", "Hello, is anybody there? I wrote yesterday."])
def test_little_text_is_always_read(short: str) -> None:
    assert not far_apart(PRINTER, short)
    assert not far_apart(short, PRINTER)
