"""Threads of more than one answer: each story plays one and says of every mail that matters where it must land."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .letters import Draft
from .post import NEW, POSHTIBANI, SARA, SUPPORT, TOM, Landed, Scene, follows, held, joins

BARE: dict[str, object] = {"in_reply_to": "", "references": (), "thread_index": b""}


@dataclass(frozen=True)
class Story:
    name: str
    play: Callable[[Scene], None]


def led_by(scene: Scene, *ids: str, sender: str = "", **changes: object) -> Draft:
    """A mail that only its ids connect with anything: the first is its parent."""
    bare = scene.first(sender, subject=scene.language.other_subject, thread_index=b"")
    chain = tuple(reversed(ids))
    return replace(bare, in_reply_to=ids[0], references=chain, **changes)  # type: ignore[arg-type]


def ghost(scene: Scene, name: str = "talk") -> str:
    """The id of a mail among colleagues, which never came to us."""
    return f"{name}-{scene.seed}@colleague.{scene.domain}"


def colleagues_talk_first(scene: Scene) -> None:
    first = led_by(scene, ghost(scene), ghost(scene, "older"), cc=scene.reza)
    number = scene.expect(NEW, first, "answers a mail that we never saw").ticket
    scene.expect(joins(number), led_by(scene, ghost(scene)), "the same person, the same ghost")
    scene.expect(joins(number), led_by(scene, ghost(scene, "newer"), ghost(scene, "older")), "an older ghost")
    scene.expect(joins(number), led_by(scene, ghost(scene, "newer")), "a ghost learned from an answer")
    scene.expect(joins(number), led_by(scene, ghost(scene), sender=scene.reza), "a participant, the same ghost")
    scene.expect(NEW, led_by(scene, ghost(scene), sender=scene.eve), "a stranger, the same ghost")


def ghosts_lead_no_agent(scene: Scene) -> None:
    scene.expect(NEW, led_by(scene, ghost(scene)))
    scene.expect(NEW, led_by(scene, ghost(scene), sender=TOM), "an agent who got the same mail asks something")


def answer_overtakes_the_mail(scene: Scene) -> None:
    late = scene.first(cc=scene.reza, thread_index=b"")
    number = scene.expect(NEW, led_by(scene, late.message_id, cc=scene.reza), "comes first").ticket
    scene.expect(joins(number), late, "the mail that was answered")
    scene.expect(joins(number), led_by(scene, late.message_id, sender=scene.reza), "one more answer to it")


def two_departments_one_mail(scene: Scene) -> None:
    date = "Sat, 21 Nov 2026 13:30:00 +0330"
    draft = scene.first(to=f"{SUPPORT}, {POSHTIBANI}", recipients=(SUPPORT, POSHTIBANI), date=date)
    number = scene.expect(NEW, draft).ticket
    for address in (SUPPORT, POSHTIBANI):
        copy = replace(draft, recipients=(address,), more=(f"Delivered-To: {address}",))
        scene.expect(Landed("duplicate", 0), copy, f"the copy for {address}")
    scene.expect(joins(number), scene.answer(scene.notice(number)), "answers the acknowledgement")
    everybody = replace(scene.answer(scene.notice(number)), to=f"{SUPPORT}, {POSHTIBANI}")
    scene.expect(joins(number), replace(everybody, recipients=(POSHTIBANI,)), "answers all, by the other door")
    scene.expect(joins(number), scene.answer(scene.notice(number, TOM), TOM), "the agent answers")


def two_departments_two_mails(scene: Scene) -> None:
    ours, theirs = scene.open(to=SUPPORT), scene.open(to=POSHTIBANI, recipients=(POSHTIBANI,))
    for number, agent in ((ours, TOM), (theirs, SARA)):
        told = scene.notice(number)
        scene.expect(joins(number), replace(scene.answer(told), to=SUPPORT), "to the first department's address")
        bare = replace(scene.answer(told), subject=scene.language.other_subject, thread_index=b"")
        scene.expect(joins(number), replace(bare, to=POSHTIBANI), "ids only, to the second department's address")
        scene.expect(joins(number), scene.answer(scene.notice(number, agent), agent), "the agent's answer")


def references_to_two_tickets(scene: Scene) -> None:
    old, new = scene.open(), scene.open(subject=scene.language.other_subject)
    first, second = scene.notice(old).message_id, scene.notice(new).message_id
    scene.expect(joins(old), led_by(scene, first, second), "the parent is the old ticket's")
    scene.expect(joins(new), led_by(scene, second, first), "the parent is the new ticket's")
    both = replace(led_by(scene, ghost(scene), second, first), in_reply_to="")
    scene.expect(joins(new), both, "the newest of the references counts")
    scene.expect(joins(old), led_by(scene, first), "what was mentioned elsewhere still leads home")
    scene.expect(joins(new), led_by(scene, second), "and so does this")


def several_tokens(scene: Scene) -> None:
    old, new = scene.open(), scene.open(subject=scene.language.other_subject)
    foreign = scene.open(scene.eve)
    words = [scene.token(number) for number in (foreign, old, new)]
    turned = words[scene.seed % 3 :] + words[: scene.seed % 3]
    bare = scene.first(thread_index=b"")
    scene.expect(joins(new), replace(bare, subject="Re: " + " ".join(turned)), "the newest of one's own")
    two = replace(bare, message_id=scene.id(), subject=f"Re: {scene.token(foreign)} {scene.token(old)}")
    scene.expect(joins(old), two, "somebody else's token beside it")
    strange = replace(bare, message_id=scene.id(), subject=f"Re: {scene.token(foreign)}", in_reply_to="")
    scene.expect(held(foreign), strange, "somebody else's token alone")
    led = led_by(scene, scene.notice(old).message_id, subject=f"Re: {scene.token(foreign)}")
    scene.expect(joins(old), led, "somebody else's token, the ids of one's own")


def quotes_another_ticket(scene: Scene) -> None:
    mine, other = scene.open(), scene.open(subject=scene.language.other_subject)
    told = scene.notice(mine)
    body = f"{scene.language.words}\n{scene.token(other)}\n> Subject: {scene.token(other)}\n> <{told.message_id}>"
    scene.expect(joins(mine), replace(scene.answer(told), body=body), "another ticket's token in the body")
    bare = scene.first(subject="Neither", body=body, thread_index=b"")
    scene.expect(NEW, bare, "tokens and ids in the body of a new mail")


def closed_ticket(scene: Scene) -> None:
    number = scene.open()
    told = scene.notice(number)
    scene.set(number, status="closed", closed=scene.post.sorting.now)
    after = scene.expect(follows(number), scene.answer(told), "answers a closed ticket").ticket
    scene.expect(joins(after), scene.answer(told), "once more, with the old token")
    scene.expect(joins(after), led_by(scene, told.message_id), "once more, ids only")
    scene.expect(joins(after), scene.answer(scene.notice(after)), "answers the new ticket")
    scene.set(after, status="closed", closed=scene.post.sorting.now)
    last = scene.expect(follows(after), scene.answer(told), "that one is closed too").ticket
    scene.expect(joins(last), scene.answer(told), "and once more")


def merged_ticket(scene: Scene) -> None:
    old, middle, end = scene.open(), scene.open(subject="Middle"), scene.open(subject=scene.language.other_subject)
    told = scene.notice(old)
    scene.set(old, status="merged", merged_into=middle)
    scene.expect(joins(middle), scene.answer(told), "the token of a merged ticket")
    scene.set(middle, status="merged", merged_into=end)
    scene.expect(joins(end), led_by(scene, told.message_id), "the id of a ticket merged twice")
    scene.expect(joins(end), scene.signed(led_by(scene, ghost(scene)), told), "its signed address")
    scene.expect(held(end), scene.answer(told, scene.eve), "a stranger with its token")
    scene.expect(joins(end), scene.answer(scene.notice(end)), "the ticket itself")


def merged_in_a_circle(scene: Scene) -> None:
    one, two = scene.open(), scene.open(subject=scene.language.other_subject)
    told = scene.notice(one)
    scene.set(one, status="merged", merged_into=two)
    scene.set(two, status="merged", merged_into=one)
    scene.expect(joins(one), scene.answer(told), "a circle leads back")


def long_talk(scene: Scene) -> None:
    """Both sides write in turn; each loses something else on the way."""
    number = scene.open(cc=scene.reza)
    bare_subject = {"subject": scene.language.other_subject, "thread_index": b""}
    for losses in (bare_subject, BARE, {"in_reply_to": ""}, bare_subject):
        scene.agent_answers(number)
        answer = replace(scene.answer(scene.notice(number)), **losses)
        scene.expect(joins(number), answer, "the requester")
    scene.agent_answers(number)
    led = led_by(scene, answer.message_id, sender=scene.reza)
    scene.expect(joins(number), led, "a participant answers the requester's mail, ids only")


def stolen_ids(scene: Scene) -> None:
    """A stranger mentions the ids of somebody's thread in a request of her own; nobody is drawn into it."""
    draft = scene.first(thread_index=b"")
    number = scene.expect(NEW, draft).ticket
    told = scene.notice(number)
    theirs = scene.expect(NEW, led_by(scene, draft.message_id, told.message_id, sender=scene.eve, cc=scene.ali)).ticket
    scene.expect(joins(number), led_by(scene, told.message_id), "the requester, our id")
    scene.expect(joins(number), led_by(scene, draft.message_id, sender=TOM), "an agent, the id of the first mail")
    scene.expect(joins(theirs), led_by(scene, scene.notice(theirs, scene.eve).message_id, sender=scene.eve))


STORIES = (
    Story("ghosts: colleagues talk first", colleagues_talk_first),
    Story("ghosts: lead no agent to a customer", ghosts_lead_no_agent),
    Story("ghosts: the answer overtakes the mail", answer_overtakes_the_mail),
    Story("two departments, one mail", two_departments_one_mail),
    Story("two departments, two mails", two_departments_two_mails),
    Story("references to two tickets", references_to_two_tickets),
    Story("several tokens in one subject", several_tokens),
    Story("quotes another ticket's token", quotes_another_ticket),
    Story("a closed ticket", closed_ticket),
    Story("a merged ticket", merged_ticket),
    Story("tickets merged in a circle", merged_in_a_circle),
    Story("a long talk with losses", long_talk),
    Story("a stranger mentions others' ids", stolen_ids),
)
