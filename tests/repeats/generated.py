"""Makes pairs of the seeds: the same request as people send it again, and its twin with another value in a slot."""

import random
from collections.abc import Callable, Iterator
from html import escape

from .pairs import Letter, Pair
from .seeds import Seed

GREETINGS = {
    "en": (
        "",
        "Hello,",
        "Hi,",
        "Dear support team,",
        "Good morning,",
        "Dear Sir or Madam,",
        "Hi all,",
        "To whom it may concern,",
    ),
    "fa": (
        "",
        "سلام",
        "با سلام و احترام",
        "درود بر شما",
        "وقت بخیر",
        "سلام خسته نباشید",
        "همکاران گرامی سلام",
        "جناب آقای مهندس سلام",
    ),
}
FAREWELLS = {
    "en": (
        "",
        "Thanks",
        "Best regards\nJamie",
        "Many thanks in advance\nJamie Fox",
        "Cheers, Jamie",
        "Yours sincerely\nJamie Fox",
    ),
    "fa": ("", "ممنون", "با تشکر\nنادر", "با احترام\nنادر فلاح", "سپاسگزارم", "ارادتمند شما\nنادر فلاح"),
}
HURRY = {
    "en": (
        "Please hurry.",
        "This is urgent!",
        "Could you please take care of it as soon as possible?",
        "We need this today.",
        "It is very important for us.",
    ),
    "fa": (
        "لطفاً سریع‌تر.",
        "فوری است!",
        "خواهشمندم هر چه زودتر رسیدگی فرمایید.",
        "امروز لازم داریم.",
        "برای ما بسیار مهم است.",
    ),
}
CHASING = {
    "en": (
        "I still have no answer to my mail.",
        "I am writing again because nobody has replied.",
        "This is a reminder.",
        "Second request:",
        "I already wrote to you about this last week.",
        "Did you get my first mail?",
    ),
    "fa": (
        "هنوز پاسخی دریافت نکرده‌ام.",
        "دوباره می‌نویسم چون کسی جواب نداد.",
        "جهت یادآوری.",
        "پیگیری مجدد:",
        "هفتهٔ پیش هم در این باره نوشته بودم.",
        "ایمیل اول من به دستتان رسید؟",
    ),
}
DEVICES = {
    "en": ("Sent from my iPhone", "Sent from my Galaxy", "Get Outlook for Android"),
    "fa": ("Sent from my iPhone", "ارسال شده از گوشی من"),
}
CARDS = {
    "en": ("-- \nJamie Fox\nOperations\nFox & Sons Ltd\nTel. +44 161 496 0123\n",),
    "fa": ("-- \nنادر فلاح\nواحد عملیات\nشرکت فلاح و پسران\nتلفن ۰۲۱-۸۸۰۰۳۳۴۴\n",),
}
SUBJECTS = {
    "en": ("", "Urgent", "Question", "No answer?", "Request"),
    "fa": ("", "فوری", "سؤال", "چرا جواب نمی‌دهید؟", "درخواست"),
}
_ARABIC = str.maketrans("یک۰۱۲۳۴۵۶۷۸۹", "يك0123456789")


class Draft:
    """A request on its way to be a letter."""

    def __init__(self, seed: Seed, dice: random.Random, others: frozenset[str] = frozenset()) -> None:
        self.language, self.dice = seed.language, dice
        self.subject, self.sentences = seed.subject_of(others), seed.sentences_of(others)
        self.greeting, self.farewell, self.below, self.above = dice.choice(GREETINGS[self.language]), "", "", ""
        self.html = False
        self.files: tuple[str, ...] = ()

    def letter(self) -> Letter:
        body = "\n\n".join(
            part for part in (self.above, self.greeting, " ".join(self.sentences), self.farewell) if part
        )
        body = f"{body}\n\n{self.below}" if self.below else body
        if self.html:
            body = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in body.split("\n\n"))
        return Letter(self.subject, body, self.files, self.html)


# --- how people send it again -----------------------------------------------------------------------------------------


def politely(draft: Draft) -> None:
    draft.greeting = draft.dice.choice(GREETINGS[draft.language])
    draft.farewell = draft.dice.choice(FAREWELLS[draft.language])


def hurry(draft: Draft) -> None:
    draft.sentences.append(draft.dice.choice(HURRY[draft.language]))


def chase(draft: Draft) -> None:
    draft.sentences.insert(0, draft.dice.choice(CHASING[draft.language]))


def from_a_phone(draft: Draft) -> None:
    draft.below = draft.dice.choice(DEVICES[draft.language])


def with_a_card(draft: Draft) -> None:
    draft.below = draft.dice.choice(CARDS[draft.language])


def mistyped(draft: Draft) -> None:
    """A letter too few, one twice, or two that changed places, in up to two long words."""
    words = " ".join(draft.sentences).split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    for place in draft.dice.sample(long, min(2, len(long))):
        word, at = words[place], draft.dice.randrange(1, len(words[place]) - 2)
        ways = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        words[place] = draft.dice.choice(ways)
    draft.sentences = [" ".join(words)]


def shortened(draft: Draft) -> None:
    """Without the last sentence but one: a detail, or a wish that goes without saying."""
    if len(draft.sentences) > 2:
        del draft.sentences[-2]


def turned_round(draft: Draft) -> None:
    draft.sentences = [*draft.sentences[1:], draft.sentences[0]]


def other_subject(draft: Draft) -> None:
    draft.subject = draft.dice.choice(SUBJECTS[draft.language])


def marked_subject(draft: Draft) -> None:
    marks = {
        "en": ("Re: ", "Fwd: ", "URGENT: ", "Reminder: ", "2nd request - "),
        "fa": ("پاسخ: ", "فوری: ", "یادآوری: ", "پیگیری - ", "Re: "),
    }
    draft.subject = draft.dice.choice(marks[draft.language]) + draft.subject


def in_html(draft: Draft) -> None:
    draft.html = True


def other_keyboard(draft: Draft) -> None:
    """For Persian: Arabic letters, Latin digits, blanks for joiners. Otherwise all in capitals."""
    if draft.language == "en":
        draft.sentences = [sentence.upper() for sentence in draft.sentences]
        return
    draft.sentences = [sentence.translate(_ARABIC).replace("\u200c", " ") for sentence in draft.sentences]
    draft.subject = draft.subject.translate(_ARABIC).replace("\u200c", " ")


def forwarded(draft: Draft) -> None:
    body = " ".join(draft.sentences)
    head = (
        "From: Jamie Fox <jamie@client.example>\nDate: Tue, Nov 17, 2026 at 08:12\n"
        f"Subject: {draft.subject}\nTo: <support@example.org>"
    )
    draft.sentences = []
    draft.below = f"---------- Forwarded message ---------\n{head}\n\n{body}\n"
    draft.subject = f"Fwd: {draft.subject}"


WAYS: dict[str, Callable[[Draft], None]] = {
    "other greeting": politely,
    "please hurry": hurry,
    "chased": chase,
    "from a phone": from_a_phone,
    "with a card": with_a_card,
    "typos": mistyped,
    "shortened": shortened,
    "other order": turned_round,
    "subject changed": other_subject,
    "subject marked": marked_subject,
    "HTML": in_html,
    "other keyboard": other_keyboard,
    "forwarded to self": forwarded,
}
HARMLESS = ("other greeting", "please hurry", "chased", "from a phone", "with a card", "HTML", "subject marked")


def generated(seeds: tuple[Seed, ...], number: int) -> Iterator[Pair]:
    """`number` makes the dice."""
    dice = random.Random(number)
    for seed in seeds:
        first = Draft(seed, dice).letter()
        for name in WAYS:
            yield Pair(f"made: {name}", True, first, _changed(Draft(seed, dice), (name, dice.choice(HARMLESS))))
        for name, _, _ in seed.slots:
            for ways in ((), (dice.choice(HARMLESS),), tuple(dice.sample(HARMLESS, 3))):
                twin = Draft(seed, dice, frozenset({name}))
                yield Pair(f"made: another {name}", False, first, _changed(twin, ways))
        yield _other_request(seed, seeds, dice, first)


def _changed(draft: Draft, ways: tuple[str, ...]) -> Letter:
    for name in sorted(dict.fromkeys(ways), key=lambda name: name == "forwarded to self"):
        WAYS[name](draft)
    return draft.letter()


def _other_request(seed: Seed, seeds: tuple[Seed, ...], dice: random.Random, first: Letter) -> Pair:
    """Another matter under the same subject, chased at once."""
    strangers = [each for each in seeds if each is not seed and each.language == seed.language]
    draft = Draft(dice.choice(strangers), dice)
    draft.subject = first.subject
    return Pair("made: another matter", False, first, _changed(draft, ("chased",)))
