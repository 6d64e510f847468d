"""The rules of the house, held by a machine: who may import whom, one door for each library, sizes, a pure core.

Reads the source with `ast` and runs none of it. The last section plants faults: a check that cannot fail is none.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from .folded import every

ROOT = Path(__file__).parent.parent

# From the top down. A layer imports from layers above it only; modules of one layer are strangers to each other.
CORE: tuple[tuple[str, ...], ...] = (
    ("mail",),
    ("tickets", "findings"),
    ("facts", "notices"),
    ("reports", "sight"),
    ("ruleset",),
    ("policy", "letter", "decisions"),
    ("filters", "commands", "rules", "matching", "sameness", "duty"),
    ("opening",),
    ("case",),
    ("replying", "aftermath", "attendance", "proposing", "returning"),
    ("telling", "questions", "errands", "rating"),
    ("repeating", "routing"),
    ("passing_on", "requesting"),
    ("triage",),
    ("trial",),
)
LAYERS: tuple[tuple[str, ...], ...] = (
    *CORE,
    ("calendars",),
    ("roster",),
    ("intake", "store", "outgoing", "oauth"),
    ("keyring", "places", "pace"),
    ("configured", "connected"),
    ("health",),
    ("console",),  # shows what health says
    ("app",),
    ("workers", "cli"),
    ("__main__",),
)
LEAVES = frozenset({"config", "maillog", "meters"})  # import nothing of ours but the ground; used below the core only
BENEATH = frozenset({("maillog", "meters")})  # what is told is counted
GROUND = frozenset({"hosts", "toml_lines"})  # import nothing of ours; pure: everybody may use them, the core, too

DOORS: dict[str, tuple[str, ...]] = {
    "aiosmtpd": ("gateway.intake.smtp",),
    "imapclient": ("gateway.intake.imap",),
    "sqlalchemy": ("gateway.store",),
    "alembic": ("gateway.store",),
    "psycopg": ("gateway.store",),
    "greenlet": ("gateway.store.side_by_side",),
    "sqlite3": ("gateway.store",),
    "obstore": ("gateway.store.objects.bucket",),
    "argon2": ("gateway.store.passwords",),
    "dkim": ("gateway.intake.border",),
    "cryptography": ("gateway.outgoing.dkim",),
    "dns": ("gateway.intake.border",),
    "spf": ("gateway.intake.border",),
    "jinja2": (
        "gateway.outgoing.render",
        "gateway.outgoing.filters",
        "gateway.outgoing.amounts",
        "gateway.outgoing.quick",
        "gateway.outgoing.flat",
        "gateway.outgoing.fixing",
        "gateway.outgoing.grafting",
        "gateway.console",
    ),
    "markupsafe": (
        "gateway.outgoing.render",
        "gateway.outgoing.filters",
        "gateway.outgoing.quick",
        "gateway.console",
    ),
    "smtplib": ("gateway.outgoing.conversation", "gateway.outgoing.reaching"),
    "dramatiq": ("workers",),
    "pika": ("workers",),
    "prometheus_client": ("gateway.health.exposition",),
    "redis": ("workers",),
    "email": ("gateway.mail",),
    "selectolax": ("gateway.mail",),
    "persiantools": ("gateway.mail", "gateway.config.hours"),
    "re2": ("gateway.rules.patterns",),
    "holidays": ("gateway.config.countries",),
    "pydantic": ("gateway.config",),
    "tomllib": ("gateway.config", "gateway.rules"),
    "cyclopts": ("gateway.cli",),
    "rich": ("gateway.cli",),
    "uvloop": ("gateway.cli",),
    "starlette": ("gateway.console",),
    "anyio": ("gateway.console", "gateway.cli.web"),
    "uvicorn": ("gateway.cli.web",),
    "pyotp": ("gateway.console.signing_in",),
    "segno": ("gateway.console.signing_in",),
}

# All of the standard library that the core may use: nothing here reads a clock, a file, a socket or dice.
PURE_LIBRARY = frozenset(
    {
        "array",
        "base64",
        "binascii",
        "bisect",
        "collections",
        "contextlib",
        "dataclasses",
        "datetime",
        "difflib",
        "email",
    }
    | {"encodings", "enum", "fnmatch", "functools", "hashlib", "heapq", "hmac", "html", "itertools", "json", "math"}
    | {"operator"}
    | {"re", "string", "struct", "textwrap", "tomllib", "types", "typing", "unicodedata", "urllib.parse", "zoneinfo"}
)
IMPURE_CALLS = frozenset({"open", "print", "input", "eval", "exec", "compile", "breakpoint", "__import__"})
CLOCKS = frozenset({"now", "utcnow", "today"})

FILE_LINES = 250
FUNCTION_LINES = 50

# Imports inside a function: (module, what it imports) and why it cannot stand at the top.
LATE_IMPORTS: dict[tuple[str, str], str] = {
    ("gateway.cli.web", "gateway.console.page"): "Starlette and all pages, which one process needs",
    ("gateway.cli.web", "gateway.console.site"): "the same",
    ("gateway.cli.web", "anyio"): "the same",
    ("gateway.cli.watching", "gateway.health"): "the library of Prometheus, which only the process that shows it needs",
    ("workers", "workers.standalone"): "which needs what stands in workers itself; only Dramatiq's command line asks",
    ("gateway.store.objects.opening", "gateway.store.objects.bucket"): "obstore, of which most sites have no use",
    ("gateway.app", "gateway.outgoing.dkim"): "cryptography, of which only sites that sign have a use",
    ("gateway.cli.proofs", "gateway.intake.border"): "the same tenth of a second, for a check of keys only",
    ("gateway.app", "gateway.intake.border"): "a tenth of a second for libraries that most sites have no use for",
    (
        "gateway.config.countries",
        "holidays",
    ): "a twentieth of a second at the start of every command, where few need it",
}


@dataclass(frozen=True)
class Module:
    name: str  # "gateway.mail.parse"; a package's own file has the package's name
    is_package: bool
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def unit(self) -> str:
        """The package or module that stands in a layer: "mail", "triage", "workers"."""
        first, _, rest = self.name.partition(".")
        return rest.partition(".")[0] if first == "gateway" else first

    @property
    def package(self) -> list[str]:
        return self.name.split(".")[: None if self.is_package else -1]

    def imports(self, under: ast.AST | None = None) -> Iterator[str]:
        """Every module that is imported, by its full name; `from a import b` gives "a.b"."""
        for node in ast.walk(under or self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = self.package[: len(self.package) - node.level + 1] if node.level else []
                base = ".".join([*above, *([node.module] if node.module else [])])
                yield from (f"{base}.{alias.name}" for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def is_inside(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def read_modules(root: Path) -> list[Module]:
    found = []
    for path in sorted([*root.glob("gateway/**/*.py"), *root.glob("workers/**/*.py")]):
        parts = list(path.relative_to(root).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        found.append(Module(".".join(parts[:-1] if is_package else parts), is_package, path.read_text("utf-8")))
    return found


# --- the checks: each gives its faults as sentences -------------------------------------------------------------------


def layer_faults(modules: list[Module]) -> Iterator[str]:
    height = {unit: number for number, layer in enumerate(LAYERS) for unit in layer}
    for module in modules:
        if module.unit not in height and module.unit not in LEAVES | GROUND | {""}:
            yield f"{module.name} stands in no layer"
            continue
        for target in sorted(set(module.imports())):
            unit = Module(target, False, "").unit
            foreign = target.split(".")[0] not in ("gateway", "workers")
            if foreign or unit == module.unit or (module.unit, unit) in BENEATH:
                continue
            if module.unit in GROUND | {""} or (module.unit in LEAVES and unit not in GROUND):
                yield f"{module.name} imports {target}, and should import nothing of ours"
            elif unit in GROUND:
                continue
            elif unit in LEAVES:
                if module.unit in {unit for layer in CORE for unit in layer}:
                    yield f"{module.name} imports {target}, and belongs to the pure core"
            elif height.get(unit, len(LAYERS)) >= height[module.unit]:
                yield f"{module.name} imports {target}, which does not stand above it"


def door_faults(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        for target in sorted(set(module.imports())):
            doors = DOORS.get(target.split(".")[0])
            if doors and not any(is_inside(module.name, door) for door in doors):
                yield f"{module.name} imports {target}, whose only door is {' or '.join(doors)}"


def purity_faults(modules: list[Module]) -> Iterator[str]:
    pure = {unit for layer in CORE for unit in layer} | GROUND
    for module in modules:
        if module.unit not in pure:
            continue
        for target in sorted(set(module.imports())):
            known = any(is_inside(target, name) for name in PURE_LIBRARY)
            if not known and target.split(".")[0] not in {"gateway", *DOORS}:
                yield f"{module.name} imports {target}, which is not known to be pure"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (call := ast.unparse(node.func)) and _is_impure(node.func):
                yield f"{module.name}:{node.lineno} calls {call}()"


def _is_impure(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in IMPURE_CALLS
    if isinstance(function, ast.Attribute) and function.attr in CLOCKS:
        return ast.unparse(function.value).split(".")[-1] in ("datetime", "date", "DateTime", "JalaliDateTime")
    return False


def size_faults(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        lines = len(module.source.splitlines())
        if lines > FILE_LINES:
            yield f"{module.name} has {lines} lines"
        for function in module.functions():
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{module.name}.{function.name} has {length} lines"


def late_import_faults(modules: list[Module]) -> Iterator[str]:
    return late_imports(modules, LATE_IMPORTS)


def late_imports(modules: list[Module], allowed: dict[tuple[str, str], str]) -> Iterator[str]:
    unused = set(allowed)
    for module in modules:
        for function in module.functions():
            for target in module.imports(function):
                keys = {key for key in allowed if key[0] == module.name and is_inside(target, key[1])}
                unused -= keys
                if not keys:
                    yield f"{module.name}.{function.name} imports {target} inside of it"
    yield from (f"{module} no longer imports {target} late; take it off the list" for module, target in unused)


def style_faults(modules: list[Module]) -> Iterator[str]:
    """Ours is imported relatively inside of `gateway` and absolutely from `workers`; every file says what it is."""
    for module in modules:
        for node in ast.walk(module.tree):
            absolute = isinstance(node, ast.ImportFrom) and not node.level and is_inside(node.module or "", "gateway")
            if absolute and is_inside(module.name, "gateway") and "migrations" not in module.name:
                yield f"{module.name} imports gateway by its full name"
        if module.source.strip() and ast.get_docstring(module.tree) is None:
            yield f"{module.name} does not say what it is"


Check = Callable[[list[Module]], Iterator[str]]
CHECKS: tuple[Check, ...] = (layer_faults, door_faults, purity_faults, size_faults, late_import_faults, style_faults)


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    found = read_modules(ROOT)
    assert len(found) > 100
    return found


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_is_in_order(check: Check, modules: list[Module]) -> None:
    faults = list(check(modules))
    assert not faults, "\n" + "\n".join(faults)


def test_every_package_stands_in_one_layer_only() -> None:
    units = [unit for layer in LAYERS for unit in layer]
    assert len(units) == len(set(units))
    assert not (LEAVES | GROUND).intersection(units)


# --- planted faults: a check that cannot fail is none -----------------------------------------------------------------


def new_faults(check: Check, modules: list[Module], name: str, line: str) -> list[str]:
    """What a check says of one more line in a module, or of a new module, that it did not say before."""
    known = [module for module in modules if module.name == name]
    source = known[0].source if known else '"""New."""\n'
    planted = Module(name, bool(known) and known[0].is_package, f"{source}\n{line}\n")
    before = set(check(known))
    return [fault for fault in check([planted]) if fault not in before]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("gateway.filters.roles", "from ..store import tickets"),
        ("gateway.filters.roles", "from ..store.tickets import load"),
        ("gateway.filters.roles", "import gateway.store.tickets"),
        ("gateway.filters.roles", "def f() -> None:\n    from ..store import tickets"),
        ("gateway.filters.roles", "from ..commands import obey"),
        ("gateway.filters.roles", "from ..config import Config"),
        ("gateway.mail.parse", "from ..tickets.ticket import Ticket"),
        ("gateway.triage", "from . import maillog"),
        ("gateway.store.tickets", "from ..outgoing.render import Renderer"),
        ("gateway.intake.files", "from ..store import spool"),
        ("gateway.outgoing.compose", "from ..app import App"),
        ("gateway.cli.desk", "from workers import deliver"),
        ("gateway.app", "import workers"),
        ("workers.deliver", "from gateway.cli import desk"),
        ("gateway.config.tables", "from ..mail.inbound import Mailbox"),
        ("gateway.maillog", "from .config import Config"),
        ("gateway.meters", "from .. import maillog"),
        ("gateway.triage", "from . import meters"),
        ("gateway.toml_lines", "from .config import Config"),
        ("gateway.toml_lines", "from .mail.persian import fold"),
        ("gateway.policy", "from .decisions import Outcome"),
        ("gateway.helpers", "X = 1"),
    ],
)
def test_an_import_against_the_layers_is_found(modules: list[Module], name: str, line: str) -> None:
    assert len(new_faults(layer_faults, modules, name, line)) == 1


@pytest.mark.parametrize("name", ["gateway.config.reading", "gateway.rules.codec", "gateway.cli.desk"])
def test_the_ground_is_open_to_all(modules: list[Module], name: str) -> None:
    assert not new_faults(layer_faults, modules, name, "from ..toml_lines import depth")


@every("library", DOORS)
@every("form", ["import {0}", "from {0} import x", "import {0}.sub as y", "from {0}.sub import x"])
def test_a_second_door_to_a_library_is_found(modules: list[Module], library: str, form: str) -> None:
    for intruder in ("gateway.cli.desk", "gateway.intake.files", "workers.ingest", "gateway.store.people"):
        if not any(is_inside(intruder, door) for door in DOORS[library]):
            assert len(new_faults(door_faults, modules, intruder, form.format(library))) == 1


def test_every_door_that_is_in_use_is_open(modules: list[Module]) -> None:
    for library, doors in DOORS.items():
        assert not new_faults(door_faults, modules, f"{doors[0]}.somewhere", f"import {library}")


@every(
    "line",
    [
        *(f"import {name}" for name in ("os", "pathlib", "socket", "time", "random", "logging", "subprocess")),
        *(f"from {name} import x" for name in ("threading", "os.path", "secrets", "asyncio", "urllib.request", "uuid")),
        "datetime.now(UTC)",
        "dt.datetime.utcnow()",
        "date.today()",
        "open('x')",
        "def f() -> None:\n    print('x')",
    ],
)
@every("name", ["gateway.mail.parse", "gateway.triage", "gateway.filters.roles", "gateway.toml_lines"])
def test_the_core_touching_the_world_is_found(modules: list[Module], name: str, line: str) -> None:
    assert len(new_faults(purity_faults, modules, name, line)) == 1


def test_outside_of_the_core_the_world_is_open(modules: list[Module]) -> None:
    assert not new_faults(purity_faults, modules, "gateway.app", "import os\nprint(datetime.now())")


def test_too_long_files_and_functions_are_found(modules: list[Module]) -> None:
    long_file = "\n".join(f"X{number} = {number}" for number in range(FILE_LINES))
    long_function = "def f() -> None:\n" + "    x = 1\n" * FUNCTION_LINES
    assert len(new_faults(size_faults, modules, "gateway.new", long_file)) == 1
    assert new_faults(size_faults, modules, "gateway.new", long_function) == ["gateway.new.f has 51 lines"]
    assert not new_faults(size_faults, modules, "gateway.new", "def f() -> None:\n" + "    x = 1\n" * 49)


def test_an_import_inside_of_a_function_is_found_and_so_is_a_stale_permission(modules: list[Module]) -> None:
    late = "def f() -> None:\n    import json"
    assert new_faults(late_import_faults, modules, "gateway.triage", late) == [
        "gateway.triage.f imports json inside of it"
    ]
    lazy = [Module("gateway.lazy", False, f'"""Lazy."""\n{late}\n')]
    permission = {("gateway.lazy", "json"): "a reason"}
    assert list(late_imports(lazy, permission)) == []
    assert list(late_imports([], permission)) == ["gateway.lazy no longer imports json late; take it off the list"]


def test_a_silent_file_and_a_full_name_are_found(modules: list[Module]) -> None:
    assert len(new_faults(style_faults, modules, "gateway.triage", "from gateway.mail import parse")) == 1
    silent = [*modules, Module("gateway.silent", False, "X = 1\n")]
    assert "gateway.silent does not say what it is" in list(style_faults(silent))


def test_a_planted_file_on_disk_is_read(tmp_path: Path) -> None:
    (tmp_path / "gateway" / "filters").mkdir(parents=True)
    (tmp_path / "workers").mkdir()
    (tmp_path / "gateway" / "filters" / "__init__.py").write_text("from ..store import tickets\n")
    (tmp_path / "workers" / "x.py").write_text("from . import y\n")
    found = read_modules(tmp_path)
    assert [module.name for module in found] == ["gateway.filters", "workers.x"]
    assert list(found[1].imports()) == ["workers.y"]
    assert list(layer_faults(found)) == ["gateway.filters imports gateway.store.tickets, which does not stand above it"]
