"""The score that a spam filter wrote into a mail."""

import pytest

from gateway.mail.spam_level import spam_level
from tests.builders import mail


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ((), 0),
        ((("x-spam-score", "4.2"),), 4.2),
        ((("x-spam-score", "-1.9"),), -1.9),
        ((("x-rspamd-score", "6.5 / 15"),), 6.5),
        ((("x-spam-status", "No, score=3.1 required=5.0 tests=A_1,B_2"),), 3.1),
        ((("x-spam-status", "Yes, hits=9 required=5"),), 9),
        ((("x-spam-status", "No, required=5.0"),), 0),
        ((("x-spamd-result", "default: False [2.50 / 15.00]; R_SPF(0.2)[]"),), 2.5),
        ((("x-spam-level", "***"),), 3),
        ((("x-spam-level", "none"),), 0),
        ((("x-spam-level", "*" * 5000),), 100),
        ((("x-spam-score", "a lot"), ("x-spam-level", "**")), 2),
        ((("x-spam-score", "1"), ("x-spam-score", "9")), 1),
    ],
)
def test_the_score_is_found_where_filters_write_it(fields: tuple[tuple[str, str], ...], level: float) -> None:
    assert spam_level(mail(fields=fields)) == level
