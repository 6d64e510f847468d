"""Orders of agents about what a ticket says of itself: whose it is, where it lies, what it is about. Pure."""

from collections.abc import Iterable

from ..mail.persian import fold
from ..policy import Choice, Department, Policy
from ..tickets.changes import Assign, SetPriority, SetProduct, SetType
from ..tickets.people import Agent
from ..tickets.standing import Act
from .agents_words import TAKES_NOTHING, complain, joined, names_nothing, plain, priority_words
from .command import NOTHING_SAID, Command, Complaint, Desk, Obeyed, Reply, Words
from .fields import priorities, priority_meant

_ONESELF = frozenset(fold(word) for word in ("me", "myself", "من", "خودم", "به من", "به خودم"))


def take(argument: str, desk: Desk) -> Reply:
    if argument:
        return TAKES_NOTHING
    if desk.ticket.assignee == desk.author.agent:
        return complain("the ticket is yours already", "این درخواست از پیش با شماست")
    return Obeyed((Assign(desk.author.agent),))


def assign(argument: str, desk: Desk) -> Reply:
    if not argument:
        return complain("to whom? Write #assign NAME", "به چه کسی؟ بنویسید: #ارجاع نام")
    if fold(argument) in _ONESELF:
        return complain("write #take to make it yours", "برای برداشتن آن بنویسید: #برداشتم")
    names = joined(plain(known.name) for known in desk.policy.agents)
    if names_nothing(argument):
        if not desk.ticket.assignee:
            return complain(
                f"nobody has the ticket; you can give it to: {names.en}",
                f"این درخواست با کسی نیست؛ می‌توانید به این‌ها بسپارید: {names.fa}",
            )
        return Obeyed((Assign(""),))
    agent = _agent(argument, desk.policy)
    if agent is None:
        return complain(
            f"there is no agent of that name; there are: {names.en}", f"کارشناسی با این نام نیست؛ نام‌ها: {names.fa}"
        )
    if agent.name == desk.ticket.assignee:
        name = plain(agent.name)
        return complain(f"{name.en} has the ticket already", f"این درخواست از پیش با {name.fa} است")
    return Obeyed((Assign(agent.name),), _away(agent, desk.policy))


def _away(agent: Agent, policy: Policy) -> Words:
    if agent.name not in policy.away:
        return NOTHING_SAID
    name = plain(agent.name)
    return Words(
        f"given to {name.en}, who is away at the moment; their colleagues hear of the ticket, too",
        f"به {name.fa} سپرده شد که اکنون در مرخصی است؛ همکارانش هم از درخواست باخبر می‌شوند",
    )


def _agent(text: str, policy: Policy) -> Agent | None:
    """By the word of the configuration, the address, or the name that people see if only one agent bears it."""
    wanted = " ".join(text.removeprefix("@").split())
    if (agent := policy.agent_named(wanted) or policy.agent_at(wanted.lower())) is not None:
        return agent
    folded = fold(wanted)
    called_so = [agent for agent in policy.agents if fold(agent.shown) == folded]
    return called_so[0] if len(called_so) == 1 else None


_FREED = Words(
    "it is there now, and nobody's: who had it does not work there",
    "اکنون آنجاست و با کسی نیست: کارشناسی که آن را داشت در آن بخش کار نمی‌کند",
)


def department(argument: str, desk: Desk) -> Reply:
    policy = desk.policy
    if not (named := _departments(argument, policy)):
        names = joined(_called(known.name, known.labels) for known in policy.departments)
        return complain(f"which? There are: {names.en}", f"کدام بخش؟ بخش‌ها: {names.fa}")
    if len(named) > 1:
        names = joined(plain(known.name) for known in named)
        return complain(
            f"several are called so; write one of: {names.en}", f"چند بخش چنین نامی دارند؛ یکی را بنویسید: {names.fa}"
        )
    if named[0].name == desk.ticket.department:
        return complain("the ticket is there already", "این درخواست از پیش در همان بخش است")
    changes = policy.moved(desk.ticket, named[0].name)
    return Obeyed(changes, NOTHING_SAID if len(changes) == 1 else _FREED)


def _departments(text: str, policy: Policy) -> list[Department]:
    """One by its word or address, or all that people know under a name."""
    folded = fold(" ".join(text.split()))
    for known in policy.departments:
        if fold(known.name) == folded or folded in known.addresses:
            return [known]
    return [known for known in policy.departments if folded in {fold(label) for _, label in known.labels}]


def _called(name: str, labels: Iterable[tuple[str, str]]) -> Words:
    """A word of the configuration, with what people call it where that differs."""
    label = dict(labels)

    def in_language(language: str) -> str:
        known = label.get(language, name)
        word = plain(name).in_language(language)
        return known if fold(known) == fold(name) else f"{known} ({word})"

    return Words(in_language("en"), in_language("fa"))


def priority(argument: str, desk: Desk) -> Reply:
    wanted = priority_meant(argument, desk.policy)
    if wanted is None:
        *first, last = (value.shown for value in priorities(desk.policy))
        english, persian = ", ".join(step.en for step in first), "، ".join(step.fa for step in first)
        return complain(f"which? {english} or {last.en}", f"کدام؟ {persian} یا {last.fa}")
    if wanted is desk.ticket.priority:
        words = priority_words(wanted, desk.policy)
        return complain(f"it is {words.en} already", f"اولویت از پیش «{words.fa}» است")
    return Obeyed((SetPriority(wanted),))


def type_(argument: str, desk: Desk) -> Reply:
    wanted = _choice(argument, desk.policy.types)
    if wanted is None:
        names = joined(_called(known.name, known.labels) for known in desk.policy.types)
        return complain(f"which? There are: {names.en}", f"کدام نوع؟ نوع‌ها: {names.fa}")
    return _already(wanted) if wanted.name == desk.ticket.type else Obeyed((SetType(wanted.name),))


def product(argument: str, desk: Desk) -> Reply:
    if names_nothing(argument):
        if not desk.ticket.product:
            return complain("it has no product", "محصولی ندارد")
        return Obeyed((SetProduct(""),))
    if not desk.policy.products:
        return complain("no products are configured here", "در این سامانه محصولی تعریف نشده است")
    wanted = _choice(argument, desk.policy.products)
    if wanted is None:
        names = joined(_called(known.name, known.labels) for known in desk.policy.products)
        return complain(
            f"which? There are: {names.en}; #product - takes it away",
            f"کدام محصول؟ محصول‌ها: {names.fa}؛ برای برداشتن آن بنویسید: #محصول -",
        )
    return _already(wanted) if wanted.name == desk.ticket.product else Obeyed((SetProduct(wanted.name),))


def _choice(text: str, choices: tuple[Choice, ...]) -> Choice | None:
    return next((known for known in choices if known.answers_to(" ".join(text.split()))), None)


def _already(choice: Choice) -> Complaint:
    return complain(f"it is {choice.label('en')} already", f"از پیش «{choice.label('fa')}» است")


def note(argument: str, desk: Desk) -> Reply:
    """Whatever stands behind it is the beginning of the note."""
    return Obeyed((), NOTHING_SAID, internal=True, note=argument)


TAKE = Command(
    "take",
    "برداشتم",
    Act.ORDER_LOW,
    take,
    Words("yours from now on", "درخواست از این پس با شماست"),
    also=("mine", "claim", "برمی‌دارم", "با من"),
)
ASSIGN = Command(
    "assign",
    "ارجاع",
    Act.ORDER_MEDIUM,
    assign,
    Words("give it to somebody, or with - to nobody", "به کارشناسی می‌سپارد، یا با - به هیچ‌کس"),
    Words("NAME", "نام"),
    also=("assigned", "assign to", "give", "ارجاع به", "واگذاری", "بسپار"),
)
DEPARTMENT = Command(
    "department",
    "بخش",
    Act.ORDER_MEDIUM,
    department,
    Words("move it there", "به آن بخش می‌برد"),
    Words("NAME", "نام"),
    also=("dept", "move", "move to", "دپارتمان", "واحد", "انتقال", "انتقال به"),
)
PRIORITY = Command(
    "priority",
    "اولویت",
    Act.ORDER_LOW,
    priority,
    Words("low, normal, high or urgent", "کم، عادی، زیاد یا فوری"),
    Words("LEVEL", "میزان"),
    also=("prio",),
)
TYPE = Command(
    "type",
    "نوع",
    Act.ORDER_LOW,
    type_,
    Words("what kind of request it is", "این چه نوع درخواستی است"),
    Words("NAME", "نام"),
    also=("kind",),
)
PRODUCT = Command(
    "product",
    "محصول",
    Act.ORDER_LOW,
    product,
    Words("what it is about, or with - nothing", "دربارهٔ چیست، یا با - هیچ"),
    Words("NAME", "نام"),
)
NOTE = Command(
    "note",
    "یادداشت",
    Act.ORDER_LOW,
    note,
    Words("what you write goes to agents only", "نوشتهٔ شما تنها به کارشناسان می‌رسد"),
    Words("[TEXT]", "[متن]"),
    also=("internal", "private", "داخلی"),
)
