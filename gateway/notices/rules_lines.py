"""What a mail about rules says, as the lines that its row in the outbox keeps. Pure."""

from .view import RulesState, RulesView

_MISTAKE, _DIFF, _CHANGE, _DEAD = "mistake", "diff", "change", "dead"


def rules_lines(view: RulesView) -> tuple[str, ...]:
    """What it is for and the revision stand first, then each line behind a word that says what it is."""
    sections = ((_MISTAKE, view.mistakes), (_DIFF, view.diff), (_CHANGE, view.changes), (_DEAD, view.dead))
    return (
        view.state.value,
        str(view.revision),
        f"{view.replayed} {view.changed} {'whole' if view.whole else 'part'}",
        *(f"{word} {line}" for word, lines in sections for line in lines),
    )


def rules_in(lines: tuple[str, ...]) -> RulesView:
    replayed, changed, whole = lines[2].split()
    parts = [line.partition(" ") for line in lines[3:]]

    def said(section: str) -> tuple[str, ...]:
        return tuple(line for word, _, line in parts if word == section)

    return RulesView(
        state=RulesState(lines[0]),
        revision=int(lines[1]),
        mistakes=said(_MISTAKE),
        diff=said(_DIFF),
        changes=said(_CHANGE),
        dead=said(_DEAD),
        replayed=int(replayed),
        changed=int(changed),
        whole=whole == "whole",
    )
