"""Invitations: kept as a file, and told in words where the mail says nothing else."""

from gateway.mail.calendar import summary
from gateway.mail.parse import parse

MEETING = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Asia/Tehran
BEGIN:STANDARD
DTSTART:16010101T000000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN="Ann, Lee";ROLE=CHAIR:MAILTO:ann@example.org
SUMMARY;LANGUAGE=fa:بررسی سفارش\\, بخش
  دوم
DTSTART;TZID=Asia/Tehran:20261122T100000
DTEND;TZID=Asia/Tehran:20261122T113000
LOCATION:Room 4\\; second floor
DESCRIPTION:Line one\\nLine two
BEGIN:VALARM
SUMMARY:not this
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:not this either
END:VEVENT
END:VCALENDAR
"""
TOLD = """Invitation: بررسی سفارش, بخش دوم
When: 2026-11-22 10:00 - 11:30 (Asia/Tehran)
Where: Room 4; second floor
Organiser: Ann, Lee <ann@example.org>

Line one
Line two
"""


def event(*lines: str, method: str = "") -> str:
    head = f"METHOD:{method}\r\n" if method else ""
    return f"BEGIN:VCALENDAR\r\n{head}BEGIN:VEVENT\r\n" + "".join(f"{line}\r\n" for line in lines) + "END:VEVENT\r\n"


def test_a_meeting_is_told() -> None:
    assert summary(MEETING) == TOLD


def test_other_entries_are_told() -> None:
    assert summary(event("SUMMARY:Off", method="CANCEL")) == "Cancelled: Off\n"
    assert summary(event("SUMMARY:All day", "DTSTART;VALUE=DATE:20261122", "DTEND;VALUE=DATE:20261123")) == (
        "Event: All day\nWhen: 2026-11-22\n"
    )
    assert summary(event("SUMMARY:Fair", "DTSTART;VALUE=DATE:20261228", "DTEND;VALUE=DATE:20270102")) == (
        "Event: Fair\nWhen: 2026-12-28 - 2027-01-01\n"
    )
    assert summary(event("SUMMARY:Odd", "DTSTART:20261399", "DTEND:20270199")) == "Event: Odd\nWhen: 2026-13-99\n"
    assert summary(event("SUMMARY:Night", "DTSTART:20261122T220000Z", "DTEND:20261123T010000Z")) == (
        "Event: Night\nWhen: 2026-11-22 22:00 - 2026-11-23 01:00 (UTC)\n"
    )
    answer = event("ATTENDEE;PARTSTAT=DECLINED;CN=Bob:mailto:bob@example.org", "SUMMARY:Lunch", method="REPLY")
    assert summary(answer) == "Answer to an invitation: Lunch\nAnswer: Bob <bob@example.org> declined\n"
    assert summary("BEGIN:VEVENT\nSUMMARY:cut") == "Event: cut\n"
    assert summary("DTSTART:20260101") == summary("") == ""


def test_where_there_is_no_text_the_summary_serves() -> None:
    head = "From: a@example.org\nContent-Type: multipart/alternative; boundary=x\n\n--x\n"
    part = f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{MEETING}\n--x--\n"
    alone = parse((head + part).encode())
    assert alone.text == TOLD
    beside = parse((head + "\nPlease come.\n--x\n" + part).encode())
    assert beside.text.strip() == "Please come."
    for got in (alone, beside):
        assert [a.shown_name for a in got.attachments] == ["invite.ics"]
    whole = parse(f"From: a@example.org\nContent-Type: text/calendar; name=meet.ics\n\n{MEETING}".encode())
    assert (whole.text, whole.attachments[0].shown_name) == (TOLD, "meet.ics")
