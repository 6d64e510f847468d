"""Who is told what: one mail for each person, the first kind that concerns them, in the right voice and manner."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.notices import (
    ANSWERS_THE_WRITER,
    AUDIENCE,
    HAPPENED,
    ORDER,
    Kind,
    Manner,
    Notice,
    Staff,
    Step,
    Voice,
    plan,
)
from gateway.tickets.attachments import Passed, Reason, Withheld
from gateway.tickets.people import Agent, Person, Role, Standing
from gateway.tickets.standing import Act, may
from gateway.tickets.ticket import ArticleKind, Status, Ticket

from .builders import ALI, EVE, MINA, NOW, REZA, SARA, TOM, article, author, resolved, ticket
from .folded import every

TEMPLATES = Path(__file__).parent.parent / "templates"
LANGUAGES = ("en", "fa")
STAFF = Staff((TOM, MINA), None)


def step(
    someone: Person | Agent,
    before: Ticket | None,
    after: Ticket,
    kind: ArticleKind = ArticleKind.PUBLIC,
    standing: Standing = Standing.ALIGNED,
) -> Step:
    """Somebody wrote."""
    shares = may(standing, Act.DISTRIBUTE)
    return Step(before, after, article(someone, kind), author(someone, standing), STAFF, shares=shares)


def passing(before: Ticket, after: Ticket) -> Step:
    """Time passed."""
    return Step(before, after, None, None, STAFF)


def told(notices: tuple[Notice, ...]) -> list[tuple[Kind, str]]:
    return [(notice.kind, notice.recipient.person.address.partition("@")[0]) for notice in notices]


def test_every_kind_says_when_it_happens_and_to_whom_it_goes() -> None:
    assert set(HAPPENED) == set(AUDIENCE) == set(ORDER) == set(Kind)


@every("language", LANGUAGES)
@every("kind", Kind)
def test_every_kind_has_its_words_in_every_complete_language(language: str, kind: Kind) -> None:
    for form in ("txt", "html"):
        path = TEMPLATES / language / f"{kind.value}.{form}"
        assert path.is_file(), f"{path} is missing"
        assert path.read_text(encoding="utf-8").strip()


def test_no_template_is_left_over_from_a_kind_that_is_gone() -> None:
    known = {kind.value for kind in Kind}
    for language in LANGUAGES:
        found = {path.stem for path in (TEMPLATES / language).iterdir() if not path.name.startswith("_")}
        assert found == known


def test_a_new_ticket_is_acknowledged_first() -> None:
    new = ticket(status=Status.NEW)
    assert told(plan(step(ALI, None, new))) == [(Kind.RECEIVED, "ali"), (Kind.NEW_MAIL, "tom"), (Kind.NEW_MAIL, "mina")]


def test_participants_hear_nothing_of_a_new_ticket_that_they_were_copied_in_to() -> None:
    assert "reza" not in {name for _, name in told(plan(step(ALI, None, ticket(status=Status.NEW))))}


def test_each_person_gets_one_mail_and_the_first_kind_wins() -> None:
    for before, after in ((ticket(), ticket()), (resolved(), ticket()), (None, ticket()), (ticket(), resolved())):
        for someone in (ALI, REZA, TOM):
            for kind in ArticleKind:
                notices = plan(replace(step(someone, before, after, kind), transcript=("#resolve",)))
                addresses = [notice.recipient.person.address for notice in notices]
                assert len(addresses) == len(set(addresses))
                positions = [ORDER.index(notice.kind) for notice in notices]
                assert positions == sorted(positions)


def test_an_agent_who_is_also_the_requester_gets_one_mail() -> None:
    asked = ticket(status=Status.NEW, requester=Person(9, TOM.address), participants=())
    own = Step(None, asked, article(TOM), author(TOM, role=Role.REQUESTER), STAFF)
    assert told(plan(replace(own, author=replace(author(TOM), role=Role.REQUESTER, agent="")))) == [
        (Kind.RECEIVED, "tom"),
        (Kind.NEW_MAIL, "mina"),
    ]


def test_an_answer_goes_to_requester_and_participants_but_not_to_its_writer() -> None:
    assert told(plan(step(TOM, ticket(), ticket()))) == [(Kind.ANSWERED, "ali"), (Kind.ANSWERED, "reza")]


def test_who_has_the_mail_from_its_own_to_and_cc_does_not_get_it_again() -> None:
    has_it = replace(step(TOM, ticket(), ticket()), addressed=frozenset({REZA.address}))
    assert told(plan(has_it)) == [(Kind.ANSWERED, "ali")]
    shared = replace(step(ALI, ticket(), ticket()), addressed=frozenset({REZA.address}))
    assert Kind.SHARED not in {kind for kind, _ in told(plan(shared))}


def test_the_requester_hears_of_the_end_even_where_the_answer_itself_was_addressed_to_them() -> None:
    has_it = replace(step(TOM, ticket(), resolved()), addressed=frozenset({ALI.address}))
    assert (Kind.RESOLVED, "ali") in told(plan(has_it))


def test_participants_hear_of_the_end_only_with_an_answer() -> None:
    assert told(plan(step(TOM, ticket(), resolved()))) == [(Kind.RESOLVED, "ali"), (Kind.RESOLVED, "reza")]
    silently = plan(step(TOM, ticket(), resolved(), ArticleKind.INTERNAL))
    assert told(silently) == [(Kind.RESOLVED, "ali"), (Kind.NOTE, "mina")]


def test_a_ticket_that_stays_resolved_is_not_resolved_again() -> None:
    assert Kind.RESOLVED not in {kind for kind, _ in told(plan(step(TOM, resolved(), resolved())))}


@pytest.mark.parametrize("standing", Standing)
def test_a_reply_is_sent_on_to_others_only_where_its_writer_is_proven(standing: Standing) -> None:
    kinds = {kind for kind, _ in told(plan(step(ALI, ticket(), ticket(), standing=standing)))}
    assert (Kind.SHARED in kinds) is (standing >= Standing.ALIGNED)
    assert Kind.NEW_MAIL in kinds


def test_reopening_is_told_to_who_did_it() -> None:
    notices = plan(step(REZA, resolved(), ticket()))
    assert notices[0].kind is Kind.REOPENED
    assert notices[0].recipient.person == REZA
    assert notices[0].recipient.role is Role.PARTICIPANT


def test_held_mail_is_shown_to_agents_and_its_writer_hears_only_where_it_is_an_agents() -> None:
    stranger = replace(author(EVE), role=Role.STRANGER)
    held = replace(step(EVE, ticket(), ticket(), ArticleKind.HELD), author=stranger)
    assert told(plan(held)) == [(Kind.HELD, "tom"), (Kind.HELD, "mina")]
    assert told(plan(step(TOM, ticket(), ticket(), ArticleKind.HELD))) == [(Kind.HELD, "mina"), (Kind.REFUSED, "tom")]


def test_an_agent_of_another_department_is_refused_at_their_own_address() -> None:
    notices = plan(step(SARA, ticket(), ticket(), ArticleKind.HELD))
    refused = next(notice for notice in notices if notice.kind is Kind.REFUSED)
    assert refused.recipient.person.address == SARA.address
    assert refused.recipient.language == "fa"


def test_a_report_without_an_author_is_a_note_for_agents() -> None:
    report = replace(step(EVE, ticket(), ticket(), ArticleKind.INTERNAL), author=None)
    assert told(plan(report)) == [(Kind.NOTE, "tom"), (Kind.NOTE, "mina")]


def test_once_somebody_has_the_ticket_only_they_hear_of_it() -> None:
    mine = replace(step(ALI, ticket(), ticket()), staff=Staff((TOM, MINA), SARA))
    assert [name for kind, name in told(plan(mine)) if kind is Kind.NEW_MAIL] == ["sara"]


def test_a_transcript_goes_to_the_agent_with_its_lines() -> None:
    notice = plan(replace(step(TOM, ticket(), ticket(), ArticleKind.INTERNAL), transcript=("#take\n  done",)))[0]
    assert (notice.kind, notice.recipient.person.address) == (Kind.TRANSCRIPT, TOM.address)
    assert notice.lines == ("#take\n  done",)


def test_only_a_transcript_has_lines() -> None:
    notices = plan(replace(step(TOM, ticket(), ticket()), transcript=("#take",)))
    assert {notice.kind for notice in notices if notice.lines} == {Kind.TRANSCRIPT}
    assert len(notices) > 1


def test_time_reminds_and_closes_the_requester_alone() -> None:
    assert told(plan(passing(resolved(), resolved(reminded=True)))) == [(Kind.REMINDER, "ali")]
    assert told(plan(passing(resolved(), ticket(status=Status.CLOSED)))) == [(Kind.CLOSED, "ali")]
    assert plan(passing(resolved(), resolved())) == ()


def test_a_person_speaks_in_answers_and_a_machine_in_all_else() -> None:
    voices = {notice.kind: notice.voice for notice in plan(step(ALI, resolved(), ticket()))}
    assert voices == {Kind.REOPENED: Voice.REPLIED, Kind.NEW_MAIL: Voice.GENERATED, Kind.SHARED: Voice.HUMAN}
    assert plan(step(TOM, ticket(), ticket()))[0].voice is Voice.HUMAN
    assert plan(step(TOM, ticket(), resolved()))[0].voice is Voice.HUMAN
    assert plan(step(TOM, ticket(), resolved(), ArticleKind.INTERNAL))[0].voice is Voice.GENERATED
    assert plan(passing(resolved(), ticket(status=Status.CLOSED)))[0].voice is Voice.GENERATED


def test_whatever_answers_the_writer_says_that_a_machine_replied() -> None:
    told_back = plan(step(TOM, ticket(), ticket(), ArticleKind.HELD)) + plan(step(ALI, None, ticket()))
    voices = {notice.kind: notice.voice for notice in told_back if notice.kind in ANSWERS_THE_WRITER}
    assert voices == {Kind.REFUSED: Voice.REPLIED, Kind.RECEIVED: Voice.REPLIED}


def test_the_manner_towards_the_writer_touches_nobody_else() -> None:
    new = step(ALI, None, ticket())
    quiet = {notice.kind: notice.manner for notice in plan(replace(new, manner=Manner.CONTENT_FREE))}
    assert quiet == {Kind.RECEIVED: Manner.CONTENT_FREE, Kind.NEW_MAIL: Manner.FULL}
    assert {kind for kind, _ in told(plan(replace(new, manner=Manner.SILENT)))} == {Kind.NEW_MAIL}


def test_everybody_is_written_to_in_their_own_language() -> None:
    persian = replace(ALI, language="fa")
    noted = step(persian, None, ticket(requester=persian, language="fa", participants=(replace(REZA, language="en"),)))
    assert plan(noted)[0].recipient.language == "fa"
    answer = plan(step(TOM, noted.after, noted.after))
    assert [notice.recipient.language for notice in answer] == ["fa", "en"]
    unknown = plan(step(TOM, ticket(language="fa"), ticket(language="fa")))
    assert [notice.recipient.language for notice in unknown] == ["fa", "fa"]


def with_a_refused_file(of: Step) -> Step:
    assert of.article is not None
    return replace(of, article=replace(of.article, fates=(Passed(), Withheld(Reason.TYPE))))


def test_a_withheld_file_is_told_to_its_writer_in_whatever_they_get_anyway() -> None:
    assert told(plan(with_a_refused_file(step(REZA, ticket(), ticket()))))[0] == (Kind.WITHHELD, "reza")
    for before in (None, resolved()):
        kinds = [kind for kind, name in told(plan(with_a_refused_file(step(ALI, before, ticket())))) if name == "ali"]
        assert kinds in ([Kind.RECEIVED], [Kind.REOPENED])
    ordered = replace(with_a_refused_file(step(TOM, ticket(), ticket())), transcript=("#take",))
    assert [kind for kind, name in told(plan(ordered)) if name == "tom"] == [Kind.TRANSCRIPT]


def test_files_of_held_mail_and_passed_ones_are_not_spoken_of() -> None:
    kinds = {kind for kind, _ in told(plan(with_a_refused_file(step(TOM, ticket(), ticket(), ArticleKind.HELD))))}
    assert Kind.WITHHELD not in kinds
    passed = step(ALI, ticket(), ticket())
    assert passed.article is not None
    passed = replace(passed, article=replace(passed.article, fates=(Passed(),)))
    assert Kind.WITHHELD not in {kind for kind, _ in told(plan(passed))}


def test_the_notice_of_files_follows_the_manner_towards_the_writer() -> None:
    refused = with_a_refused_file(step(ALI, ticket(), ticket()))
    quiet = plan(replace(refused, manner=Manner.CONTENT_FREE))[0]
    assert (quiet.kind, quiet.manner, quiet.voice) == (Kind.WITHHELD, Manner.CONTENT_FREE, Voice.REPLIED)
    assert Kind.WITHHELD not in {kind for kind, _ in told(plan(replace(refused, manner=Manner.SILENT)))}


# --- another department -----------------------------------------------------------------------------------------------

THERE = Staff((SARA, MINA), None, lead=SARA)


def test_a_move_is_told_to_the_new_department_and_to_nobody_of_the_old_one() -> None:
    moving = replace(step(TOM, ticket(), ticket(department="poshtibani"), ArticleKind.INTERNAL), staff=THERE)
    assert told(plan(moving)) == [(Kind.MOVED, "sara"), (Kind.MOVED, "mina")]
    assert told(plan(replace(moving, staff=Staff((SARA, TOM), None)))) == [(Kind.MOVED, "sara")]
    taken = replace(moving, staff=Staff((SARA, MINA), SARA))
    assert told(plan(taken)) == [(Kind.MOVED, "sara"), (Kind.MOVED, "mina")], "whoever has it, all know of it"


def test_a_move_with_an_answer_is_one_mail_for_each() -> None:
    moving = replace(step(TOM, ticket(), ticket(department="poshtibani")), staff=THERE, transcript=("#department",))
    assert told(plan(moving)) == [
        (Kind.TRANSCRIPT, "tom"),
        (Kind.ANSWERED, "ali"),
        (Kind.ANSWERED, "reza"),
        (Kind.MOVED, "sara"),
        (Kind.MOVED, "mina"),
    ]


def test_the_requester_hears_of_a_move_only_where_what_they_were_told_no_longer_holds() -> None:
    before = ticket(promised=NOW)
    later = replace(before, department="poshtibani", promised=NOW + timedelta(hours=1))
    silent = (
        replace(later, promised=NOW),
        replace(later, promised=NOW - timedelta(hours=1)),
        replace(later, first_response=NOW),
        replace(later, promised=None, first_response=NOW),
        replace(later, promised=None, status=Status.RESOLVED),
        replace(later, department="support"),
    )
    moving = replace(step(TOM, before, later, ArticleKind.INTERNAL), staff=THERE)
    for after in (later, replace(later, promised=None)):
        heard = [(Kind.TRANSFERRED, "ali"), (Kind.MOVED, "sara"), (Kind.MOVED, "mina")]
        assert told(plan(replace(moving, after=after))) == heard
    for after in silent:
        assert Kind.TRANSFERRED not in {kind for kind, _ in told(plan(replace(moving, after=after)))}
    unpromised = replace(moving, before=replace(before, promised=None))
    assert Kind.TRANSFERRED not in {kind for kind, _ in told(plan(unpromised))}


# --- ratings ----------------------------------------------------------------------------------------------------------


def test_a_rating_in_words_for_all_is_told_to_the_lead_where_it_is_bad() -> None:
    led = Staff((TOM, MINA), MINA, lead=SARA)
    for stars in range(1, 6):
        rating = replace(step(ALI, ticket(), ticket(rating=stars)), staff=led, transcript=("#rate",))
        heard = [name for kind, name in told(plan(rating)) if kind is Kind.NEW_MAIL]
        assert heard == (["mina", "sara"] if stars <= 2 else ["mina"])


def test_who_rates_their_own_help_hears_nothing_of_it_as_an_agent() -> None:
    own = ticket(requester=Person(9, TOM.address), participants=())
    about = Step(own, replace(own, rating=1), article(TOM, ArticleKind.INTERNAL), author(TOM, role=Role.REQUESTER),
                 Staff((TOM, MINA), TOM, lead=TOM))  # fmt: skip
    assert told(plan(about)) == [(Kind.RATED, "tom")]
