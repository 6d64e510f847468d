"""Templates that were made flat say what Jinja says of them as they are."""

from pathlib import Path
from typing import Any

import jinja2
import pytest

from gateway.outgoing.flat import FlatEnvironment
from gateway.outgoing.render import environment_of, templates_folder

FIXED = {"dir": "rtl", "rtl": True, "sizes": {12: "small & neat"}}
PIECES = """
{% macro line() %}<p dir="{{ dir }}">{{ caller() }}</p>{% endmacro %}
{% macro twice() %}{{ caller()|upper }}/{{ caller() }}{% endmacro %}
{% macro name(who, mark="!") %}{{ who }}{% if rtl %}{{ mark }}{% endif %}{% endmacro %}
{% macro all(items) %}{% for line in items %}{{ line }}{{ name(line, "?") }}{% endfor %}{% endmacro %}
{% macro framed(text) %}{% call line() %}[{{ name(text) }}]{% endcall %}{% endmacro %}
{% macro down(n) %}{{ n }}{% if n %}{{ down(n - 1) }}{% endif %}{% endmacro %}
{% macro kept(text) %}{% set found = text ~ text %}{{ found }}{% endmacro %}
{% macro greeting() %}{{ hello }}, {{ name(who) }}{% endmacro %}
{% macro sized(n) %}{{ sizes[n] }}{% endmacro %}
"""
IMPORT = '{% import "_parts.html" as parts with context %}'
HOME = {
    "_parts.html": PIECES,
    "_hint.html": "{% set hello = 'inside' %}{{ hello }} {{ who }}",
    "_layout.html": IMPORT + "<b>{% block body %}{{ parts.name('layout') }}{% endblock %}</b>",
}
VALUES = {"who": "<Tom>", "items": ["a", "<b>"], "hello": "Hi", "yes": True}


def _said(environment: jinja2.Environment, text: str) -> str:
    environment.loader = jinja2.DictLoader(HOME | {"it.html": text})
    return environment.get_template("it.html").render(VALUES | FIXED)


def _both(text: str) -> tuple[str, str]:
    options: dict[str, Any] = {"autoescape": True, "undefined": jinja2.StrictUndefined}
    flat = FlatEnvironment(**options)
    flat.fixed = FIXED
    return _said(flat, text), _said(jinja2.Environment(**options), text)


@pytest.mark.parametrize(
    "text",
    [
        "{% call parts.line() %}{{ who }}{% endcall %}",
        "{% call parts.line() %}{% call parts.line() %}{{ parts.name(who) }}{% endcall %}{% endcall %}",
        "{{ parts.all(items) }}{{ parts.framed(who) }}",
        "{{ parts.name(who)|upper }} {{ parts.framed(who)|trim|length }}",
        "{{ parts.name(who, mark='&') }}{{ parts.name(mark='', who='x') }}",
        "{% call parts.twice() %}{{ who }}{% endcall %}",
        "{{ parts.down(3) }}",
        "{{ parts.kept(who) }}{% set found = 'mine' %}{{ parts.kept('x') }}{{ found }}",
        "{% for hello in items %}{{ parts.greeting() }}{% endfor %}",
        "{% for line in items %}{{ parts.all(items) }}{{ parts.all([line]) }}{% endfor %}",
        "{% for dir in items %}{{ dir }}{% call parts.line() %}{% endcall %}{% endfor %}",
        "{{ parts.sized(12) }}{{ sizes[12] }}{{ sizes|length }}",
        "{% set hello = 'outside' %}{% include '_hint.html' %}{{ hello }}",
        "{% include '_hint.html' %}{{ hello }}",
        "{% if rtl and yes %}1{% elif yes %}2{% endif %}{% if not rtl %}3{% elif yes %}4{% elif rtl %}5{% endif %}",
        "{% if not rtl %}1{% else %}{{ 'r' if rtl else 'l' }}{% endif %}",
        "{% if yes %}{{ (parts.name(who) if yes else who)|lower }}{% endif %}",
    ],
)
@pytest.mark.parametrize(
    "frame", [IMPORT + "...", '{% extends "_layout.html" %}{% block body %}{{ super() }}...{% endblock %}']
)
def test_it_says_the_same(frame: str, text: str) -> None:
    flat, plain = _both(frame.replace("...", text))
    assert flat == plain


@pytest.mark.parametrize("language", ["en", "fa"])
def test_hardly_a_mail_calls_a_piece(language: str) -> None:
    environment, loader = environment_of(templates_folder(), language), jinja2.FileSystemLoader(templates_folder())
    calling = set()
    for path in sorted(Path(templates_folder() / language).glob("[a-z]*.*")):
        name = f"{language}/{path.name}"
        source, file, _ = loader.get_source(environment, name)
        code = str(environment.compile(source, name, file, raw=True))
        if "_parts." in code or "'parts'" in code:
            calling.add(name)
    assert not calling
