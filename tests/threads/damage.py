"""What happens to one answer on its way: each entry is a kind of damage, who answers, and where the mail must land."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace

from gateway.mail.outbound import OutboundMail

from .letters import Draft, encoded, word
from .post import NEW, TOM, Landed, Scene, held, joins

Change = Callable[[Scene, Draft, OutboundMail], Draft]
Label = Callable[[int], Landed]

NO_IDS: dict[str, object] = {"in_reply_to": "", "references": (), "thread_index": b""}
DASHES = "‐‑‒–—―−﹘﹣－ー᠆⁃"
MARKS = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u061c\u2063"


def new(_: int) -> Landed:
    return NEW


def out_of_office(number: int) -> Landed:
    return Landed("automatic", number)


@dataclass(frozen=True)
class Damage:
    """`who` answers the notice that `who` (or, for outsiders, the requester) got."""

    name: str
    change: Change
    label: Label = joins
    who: str = "ali"


def only_token(disguise: Callable[[Scene, str], str]) -> Change:
    """No ids, no signed address: the token alone, disguised."""

    def change(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
        token = token_of(draft.subject)
        return replace(draft, subject=draft.subject.replace(token, disguise(scene, token)), **NO_IDS)  # type: ignore[arg-type]

    return change


def token_of(subject: str) -> str:
    return subject[subject.rindex("[#") : subject.rindex("]") + 1]


def raw_subject(cut: Callable[[Scene, str, str], bytes]) -> Change:
    """The token alone, its subject written by hand: `cut` gets the words before the token, and the token."""

    def change(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
        token = token_of(draft.subject)
        before = draft.subject.partition(token)[0]
        raw = cut(scene, before, token).decode()
        return replace(draft, raw_subject=raw, **NO_IDS)  # type: ignore[arg-type]

    return change


def only_ids(*lines: str, **changes: object) -> Change:
    """The subject rewritten, no signed address; `lines` are header fields with {0} for the id that we issued,
    {1} for the same in capitals, {2} for it folded in the middle.
    """

    def change(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
        bare = replace(draft, subject=scene.language.other_subject, thread_index=b"")
        if lines:
            id = told.message_id
            folded_id = f"<{id[: len(id) // 2]}\r\n {id[len(id) // 2 :]}>"
            raw = tuple(line.format(id, id.upper(), folded_id) for line in lines)
            bare = replace(bare, in_reply_to="", references=(), raw_ids=raw)
        return replace(bare, **changes)  # type: ignore[arg-type]

    return change


def references(make: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Change:
    """References only, made of the chain as the client knows it: their own first mail, our notices."""

    def change(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
        chain = make((*told.references, told.message_id))
        words = scene.language.other_subject
        return replace(draft, subject=words, in_reply_to="", references=chain, thread_index=b"")

    return change


def strangers(count: int) -> tuple[str, ...]:
    return tuple(f"unseen-{count}-{place}@relay.example" for place in range(count))


def retyped(scene: Scene, token: str) -> str:
    """By somebody who cannot tell O from 0, nor I and l from 1."""
    return token.replace("0", "oO"[scene.turn % 2]).replace("1", "IlL"[scene.turn % 3])


def cyrillic(scene: Scene, token: str) -> str:
    return token.translate(str.maketrans("ABCEHKMPTXS", "АВСЕНКМРТХЅ"))


def digits(zero: int) -> Callable[[Scene, str], str]:
    table = {ord("0") + digit: chr(zero + digit) for digit in range(10)}
    return lambda scene, token: token.translate(table)


def wide(scene: Scene, token: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in token)


def folded(scene: Scene, before: str, token: str) -> bytes:
    place = 2 + 3 * scene.turn % (len(token) - 3)
    return encoded(before, scene.client, scene.language) + f"\r\n {token[:place]}\r\n {token[place:]}".encode()


def between_words(scene: Scene, before: str, token: str) -> bytes:
    place = 1 + scene.turn % (len(token) - 2)
    form = "qb"[scene.turn % 2]
    return b"\r\n ".join([word(before, "utf-8", form), word(token[:place], "utf-8", form), word(token[place:])])


def new_subject(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    return replace(draft, subject=scene.language.other_subject)


def nothing(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    return draft


def every_prefix(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    marks = "Re: AW[2]: " + scene.language.forward + scene.language.reply + "RE:"
    return replace(draft, subject=marks + told.subject, **NO_IDS)  # type: ignore[arg-type]


def no_prefix(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    return replace(draft, subject=told.subject.removeprefix("Re: "), **NO_IDS)  # type: ignore[arg-type]


def forwarded(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    """Our notice passed on to the department's address, as a new mail of its own."""
    subject = scene.language.forward + told.subject.removeprefix("Re: ")
    return replace(draft, subject=subject, body=f"{scene.language.words}\n\n{told.text}", **NO_IDS)  # type: ignore[arg-type]


def relay_renamed_ours(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    """A relay on our side gave the notice a Message-ID of its own, so the client answers an id that we never saw."""
    its = f"0102018f{scene.seed:08x}-{scene.seed:012d}-000000@eu-west-1.amazonses.com"
    chain = (*told.references, its)
    words = scene.language.other_subject
    return replace(draft, subject=words, in_reply_to=its, references=chain, thread_index=b"")


def own_mail_again(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    """Answers their own first mail out of the folder of sent mail."""
    words = scene.language.other_subject
    own = told.references[0]
    return replace(draft, subject=words, in_reply_to=own, references=(own,), thread_index=b"")


def conversation_only(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    bare = replace(draft, subject=scene.language.other_subject, **NO_IDS)  # type: ignore[arg-type]
    return replace(bare, thread_index=scene.index(2))


def conversation_without_answer(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    return replace(conversation_only(scene, draft, told), thread_index=scene.index(0))


def to_reply_address(*, bare: bool) -> Change:
    def change(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
        stripped = replace(draft, subject=scene.language.other_subject, **NO_IDS) if bare else draft  # type: ignore[arg-type]
        return scene.signed(stripped, told)

    return change


def everybody(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    """Answers all: the signed address of another ticket's person stands before their own."""
    other = scene.open(scene.eve)
    theirs = scene.notice(other, scene.eve).reply_to
    own = told.reply_to
    assert theirs
    assert own
    bare = replace(draft, subject=scene.language.other_subject, **NO_IDS)  # type: ignore[arg-type]
    return replace(bare, to=f"{theirs.address}, {own.address}", recipients=(theirs.address, own.address))


def from_another_address(change: Change) -> Change:
    return lambda scene, draft, told: replace(
        change(scene, draft, told), sender=f"ali.private@mail{scene.seed}.example"
    )


def quoting(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    """Names the ticket in the body only, where tokens mean nothing."""
    body = f"{scene.language.words} {token_of(told.subject)}\n> {token_of(told.subject)}"
    return replace(draft, subject=scene.language.other_subject, body=body, **NO_IDS)  # type: ignore[arg-type]


def same_words(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    """A new mail under the old subject."""
    return replace(draft, subject=scene.language.subject, **NO_IDS)  # type: ignore[arg-type]


def wrong_check(scene: Scene, token: str) -> str:
    return token[:-5] + {"0": "1"}.get(token[-5], "0") + token[-4:]


def invented_id(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    """Has the form of an id of ours, of a mail that we never sent."""
    made = told.message_id.replace("@", "a@")
    return replace(draft, subject=scene.language.other_subject, in_reply_to=made, references=(), thread_index=b"")


def masked_word(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    line = "References: " + word(f"<{told.message_id}>").decode()
    bare = replace(draft, subject=scene.language.other_subject, **NO_IDS)  # type: ignore[arg-type]
    return replace(bare, raw_ids=(line,))


def copied_index(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    more = (f"Thread-Index: {base64.b64encode(scene.index(1)).decode()}",)
    return replace(draft, subject=scene.language.other_subject, more=more, **NO_IDS)  # type: ignore[arg-type]


def vacation(scene: Scene, draft: Draft, told: OutboundMail) -> Draft:
    return replace(draft, more=("Auto-Submitted: auto-replied", "Precedence: bulk"))


DAMAGES = (
    Damage("untouched, to the signed address", to_reply_address(bare=False)),
    Damage("to the department's address", nothing),
    Damage("ids stripped, token kept", only_token(lambda scene, token: token)),
    Damage("everything stripped but the signed address", to_reply_address(bare=True)),
    Damage("subject changed", new_subject),
    Damage("without a Message-ID of its own", lambda scene, draft, told: replace(draft, message_id="")),
    # tokens
    Damage("token in Persian digits", only_token(digits(0x6F0))),
    Damage("token in Arabic digits", only_token(digits(0x660))),
    Damage("token in full-width characters", only_token(wide)),
    Damage("token in small letters", only_token(lambda scene, token: token.lower())),
    Damage("token retyped with O and I", only_token(retyped)),
    Damage("token retyped in Cyrillic", only_token(cyrillic)),
    Damage(
        "token with odd dashes",
        only_token(lambda scene, token: token.replace("-", DASHES[scene.turn % len(DASHES)])),
    ),
    Damage(
        "token with invisible marks inside",
        only_token(lambda scene, token: MARKS[scene.turn % len(MARKS)].join(token)),
    ),
    Damage("token isolated for bidi", only_token(lambda scene, token: f"\u2068{token}\u2069")),
    Damage("token without brackets", only_token(lambda scene, token: token[1:-1])),
    Damage("token with spaces inside", only_token(lambda scene, token: token.replace("-", " - ").replace("#", "# "))),
    Damage("token split by folding", raw_subject(folded)),
    Damage("token split between encoded words", raw_subject(between_words)),
    Damage("answer marks of many languages", every_prefix),
    Damage("no answer mark at all", no_prefix),
    # ids
    Damage("In-Reply-To only", only_ids(references=())),
    Damage("References only", references(lambda chain: chain)),
    Damage("References without the newest", references(lambda chain: (*chain[:-1], *strangers(1)))),
    Damage("References cut by a long chain", references(lambda chain: (*chain[:1], *strangers(90)))),
    Damage("References longer than we read", references(lambda chain: (*chain[:1], *strangers(160)))),
    Damage("our id in the middle of a chain", references(lambda chain: (*strangers(9), chain[-1], *strangers(8)))),
    Damage("ids in other case", only_ids("In-Reply-To: <{1}>", "References: <{1}>")),
    Damage("ids without brackets", only_ids("In-Reply-To: {0}")),
    Damage("ids with blanks in the brackets", only_ids("In-Reply-To: < {0} >")),
    Damage("ids folded inside", only_ids("References: <a-1@relay.example>\r\n {2}", "In-Reply-To: {2}")),
    Damage("ids in double brackets", only_ids("References: <<{0}>>")),
    Damage("ids with masked brackets", only_ids("In-Reply-To: &lt;{0}&gt;")),
    Damage("ids in an encoded word", masked_word),
    Damage("ids after a phrase", only_ids('In-Reply-To: Your message of "Sat, 21 Nov 2026" <{0}>')),
    Damage("ids separated by commas", only_ids("References: <a-1@relay.example>,<{0}>,<b-2@relay.example>")),
    Damage("a relay renamed our mail", relay_renamed_ours),
    Damage("answers their own mail", own_mail_again),
    Damage("Thread-Index only", conversation_only),
    # people
    Damage("forwarded to the department", forwarded),
    Damage("a participant answers", nothing, who="reza"),
    Damage("a participant answers, subject changed", new_subject, who="reza"),
    Damage("a participant answers, token only", only_token(lambda scene, token: token.lower()), who="reza"),
    Damage("an agent answers", nothing, who="tom"),
    Damage("an agent answers to the signed address", to_reply_address(bare=True), who="tom"),
    Damage("an agent answers, subject changed", new_subject, who="tom"),
    Damage("nobody proves the author", lambda scene, draft, told: replace(draft, proof="none")),
    Damage("out of office", vacation, out_of_office),
    # must not join
    Damage("the author is forged", lambda scene, draft, told: replace(draft, proof="fail"), held),
    Damage("from another address, with token", from_another_address(nothing), held),
    Damage("from another address, ids only", from_another_address(only_ids()), new),
    Damage("a stranger with the token", nothing, held, "eve"),
    Damage("a stranger forwards our mail", forwarded, held, "eve"),
    Damage("everybody is answered, strangers' signed addresses first", everybody, who="reza"),
    Damage("a stranger with the signed address", to_reply_address(bare=True), held, "eve"),
    Damage("a stranger with our ids", only_ids(), new, "eve"),
    Damage("a stranger with the Thread-Index", copied_index, new, "eve"),
    Damage("token in the body only", quoting, new),
    Damage("token with a wrong check", only_token(wrong_check), new),
    Damage("an id in the form of ours", invented_id, new),
    Damage("a new mail under the old subject", same_words, new),
    Damage("a new mail with the old Thread-Index", conversation_without_answer, new),
)

PEOPLE: dict[str, Callable[[Scene], str]] = {
    "ali": lambda scene: scene.ali,
    "reza": lambda scene: scene.reza,
    "eve": lambda scene: scene.eve,
    "tom": lambda scene: TOM,
}


def play(scene: Scene, damage: Damage) -> None:
    """A request with somebody in copy, for every second scene an answer of ours, and the damaged answer to it."""
    index = scene.index(0)
    number = scene.open(cc=scene.reza, thread_index=index)
    if scene.turn % 2 or damage.who == "reza":
        scene.agent_answers(number)
    who = PEOPLE[damage.who](scene)
    told = scene.notice(number, scene.ali if damage.who == "eve" else who)
    draft = damage.change(scene, scene.answer(told, who), told)
    scene.expect(damage.label(number), draft)
