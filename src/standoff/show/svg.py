"""A figure as SVG inside a page: the same bytes every time, in the page's own colours."""

from __future__ import annotations

import io
import re
from html import escape

from matplotlib.figure import Figure

from standoff.show.canvas import FONTS, STYLES, drawing

__all__ = ["inline_svg"]

_LIGHT = STYLES["light"]
_COLOURS = {
    _LIGHT.ink: "var(--ink)",
    _LIGHT.paper: "var(--paper)",
    _LIGHT.muted: "var(--muted)",
    _LIGHT.faint: "var(--faint)",
    _LIGHT.rest: "var(--rest)",
}
_COLOUR = re.compile("|".join(map(re.escape, _COLOURS)))
_FONT = re.compile(rf"'{FONTS[0]}'")
_DIGITS = re.compile(r"(\d\.\d\d)\d+")
_STYLE = re.compile(r'style="[^"]*"')


def inline_svg(figure: Figure, name: str, alt: str) -> str:
    """Write a figure, drawn in the light theme, as an ``svg`` element.

    Parameters
    ----------
    figure
        What `standoff.show.figure` returned.
    name
        Unique in the page; prefixes all ids in the drawing.
    alt
        What the drawing shows, for those who do not see it.

    Returns
    -------
    str
        The element, without a date, random ids, or addresses of any kind. The colours of
        the theme are the page's variables, so one drawing serves light and dark.
    """
    stream = io.StringIO()
    with drawing(name):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r'<g id="[^"]*">', "<g>", body)
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = body.replace("url(#", f"url(#{name}-").replace('xlink:href="#', f'href="#{name}-')
    body = _STYLE.sub(_in_page_colours, body)
    body = re.sub(r'\b(?:d|x|y|transform)="[^"]*"', _rounded, body)
    body = re.sub(r"\s*\n\s*", "\n", body)
    view = re.search(r'viewBox="([^"]*)"', text)
    shape = view.group(1) if view else "0 0 100 100"
    label = escape(alt, quote=True)
    return f'<svg viewBox="{shape}" role="img" aria-label="{label}">{body.strip()}</svg>'


def _rounded(attribute: re.Match[str]) -> str:
    """Keep two decimals of a coordinate, a fiftieth of a pixel."""
    return _DIGITS.sub(r"\1", attribute.group())


def _in_page_colours(style: re.Match[str]) -> str:
    fonts = f"'{FONTS[0]}', {', '.join(FONTS[1:])}"
    coloured = _COLOUR.sub(lambda found: _COLOURS[found.group()], style.group())
    return _FONT.sub(fonts, coloured)
