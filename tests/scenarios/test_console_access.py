"""Everybody can use every page: what axe-core calls serious or critical is on none of them, and none is wider than the
screen. In both languages, light and dark, on a desk and on a telephone.
"""

from pathlib import Path

import pytest

from ..thorough import THOROUGH
from .browser import Visitor, browser
from .gallery import LOOKS, SEEN, Look, opened
from .test_console_requests import address_of

pytestmark = pytest.mark.scenario

OF_FRAMES = ("document-title", "html-has-lang")  # a frame has those of the page around it


@pytest.mark.timeout(3000 if THOROUGH else 400)
def test_every_page_can_be_used_by_everybody(tmp_path: Path) -> None:
    blocks: list[str] = []

    def seen(visitor: Visitor, name: str, look: Look) -> None:
        framed = visitor.page.url == "about:blank"
        wide = ["scrolls sideways"] if visitor.scrolls_sideways() and not framed else []
        found = [each for each in visitor.stumbling_blocks() if not each.startswith(OF_FRAMES)]
        blocks.extend(f"{name} {look}: {each}" for each in (*found, *wide))

    gallery = opened(tmp_path, len(LOOKS) if THOROUGH else 1)
    try:
        gallery.furnish()
        with browser(address_of(gallery.office)) as visitor:
            gallery.walk(visitor, seen)
    finally:
        gallery.office.close()
    assert not {page.name for page in SEEN} - gallery.visited
    assert not blocks, "\n".join(blocks)
