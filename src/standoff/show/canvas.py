"""A sheet to draw on in pixels, its colours, and the measure of a text.

The palette is safe for colour-blind readers: Okabe and Ito (2008) for actors and
ballots, cividis (Nuñez, Anderton and Renslow 2018) for ordered levels; nothing is told
by colour alone.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextToPath

from standoff.errors import CommandError, nearest

__all__ = ["DPI", "FONTS", "STYLES", "Sheet", "Style", "drawing", "style_of", "text_width"]

DPI = 100
FONTS = ("DejaVu Sans", "Verdana", "sans-serif")
TITLE, BODY, SMALL = 11.0, 9.5, 8.5
"""Sizes of type in points."""

_OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_MEASURE = TextToPath()

Side = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Style:
    """The colours of a theme, and those of text on coloured ground, which no theme changes."""

    name: str
    ink: str
    paper: str
    muted: str
    faint: str
    rest: str
    yes: str = "#0072B2"
    abstain: str = "#9aa3ad"
    no: str = "#D55E00"
    on_dark: str = "#fefefe"
    on_light: str = "#101214"

    def actor(self, position: int) -> str:
        """Colour an actor; with more actors than colours, names tell them apart."""
        return _OKABE_ITO[position % len(_OKABE_ITO)]

    def levels(self, count: int) -> list[str]:
        """Colour ordered levels, lowest darkest."""
        from matplotlib import colormaps

        scale = colormaps["cividis"]
        places = [0.2 + 0.75 * k / max(1, count - 1) for k in range(count)]
        return [to_hex(scale(place)) for place in places]


STYLES = {
    "light": Style("light", "#1b1f24", "#ffffff", "#59636e", "#d5dae0", "#e3f0e9"),
    "dark": Style("dark", "#e8eaed", "#15181d", "#a3adb8", "#3a414a", "#1f3b30"),
}


def style_of(theme: str) -> Style:
    """Find the style of a theme.

    Raises
    ------
    CommandError
        If no theme is called so.
    """
    if theme not in STYLES:
        raise CommandError(
            f"No theme is called '{theme}'. {nearest(theme, STYLES)}"
            f"Known themes: {', '.join(STYLES)}."
        )
    return STYLES[theme]


@contextmanager
def drawing(name: str = "figure") -> Iterator[None]:
    """Draw with our own settings, whatever the user's are, and read no formulas into names."""
    ours = rc_context(
        {
            "font.family": list(FONTS[:1]),
            "text.parse_math": False,
            "text.usetex": False,
            "svg.fonttype": "none",
            "svg.hashsalt": name,
            "axes.unicode_minus": True,
            "path.simplify": True,
        }
    )
    with ours, warnings.catch_warnings():
        # A name in a script that the font lacks is drawn as boxes in PNG and well in a browser.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        yield


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure a text in pixels."""
    font = FontProperties(family=FONTS[0], size=size, weight=weight)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        width, _, _ = _MEASURE.get_text_width_height_descent(text, font, False)
    return float(width) * DPI / 72


def shorten(text: str, room: float, size: float, weight: str = "normal") -> str:
    """Cut a text to ``room`` pixels, saying so with an ellipsis."""
    if text_width(text, size, weight) <= room:
        return text
    fits, fails = 0, len(text)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if text_width(text[:middle] + "…", size, weight) <= room:
            fits = middle
        else:
            fails = middle
    return text[:fits].rstrip(" ,:") + "…"


def wrap(text: str, room: float, size: float, lines: int = 99) -> list[str]:
    """Break a text into lines of at most ``room`` pixels, the last one cut if need be."""
    broken: list[str] = []
    used = room
    space = text_width(" ", size)
    for word in text.split():
        wide = text_width(word, size)
        if used + space + wide <= room:
            broken[-1] += f" {word}"
            used += space + wide
        else:
            broken.append(word)
            used = wide
    if len(broken) > lines:
        broken = [*broken[: lines - 1], " ".join(broken[lines - 1 :])]
    return [shorten(line, room, size) for line in broken] or [""]


@dataclass(frozen=True)
class Sheet:
    """A figure whose coordinates are pixels, counted from the top left corner."""

    figure: Figure
    axes: Axes
    style: Style
    width: int
    height: int

    @classmethod
    def blank(cls, width: int, height: float, style: Style) -> Sheet:
        """Begin a sheet of a size in pixels."""
        tall = int(height)
        figure = Figure(figsize=(width / DPI, tall / DPI), dpi=DPI, facecolor=style.paper)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(tall, 0)
        return cls(figure, axes, style, width, tall)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = BODY,
        colour: str = "",
        side: Side = "left",
        weight: str = "normal",
        turned: float = 0.0,
        backed: bool = False,
        slanted: bool = False,
    ) -> None:
        """Write a text, its middle line at height ``y``; backed, it hides what is below it."""
        back = {"facecolor": self.style.paper, "edgecolor": "none", "pad": 0.4}
        self.axes.text(
            x,
            y,
            text,
            fontsize=size,
            color=colour or self.style.ink,
            ha=side,
            va="bottom" if turned else "center",
            weight=weight,
            rotation=turned,
            rotation_mode="anchor" if turned else "default",
            bbox=back if backed else None,
            style="italic" if slanted else "normal",
            zorder=4,
        )

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, edge: str = "none"
    ) -> None:
        """Fill a rectangle."""
        self.axes.add_patch(
            Rectangle((x, y), width, height, facecolor=colour, edgecolor=edge, linewidth=0.8)
        )

    def line(
        self, x: Sequence[float], y: Sequence[float], colour: str = "", wide: float = 0.8
    ) -> None:
        """Draw a line through points."""
        self.axes.plot(
            x, y, color=colour or self.style.faint, linewidth=wide, solid_capstyle="butt"
        )


def head(title: str, note: str, width: int) -> tuple[list[str], list[str], float]:
    """Break a title and the note below it; give their lines and the height they take."""
    titles = wrap(title, width - 24, TITLE + 1.5)
    # a long line is drawn up to a fiftieth wider than its measure, letter by letter rounded
    notes = wrap(note, 0.97 * (width - 24), SMALL) if note else []
    return titles, notes, 12 + 19 * len(titles) + 15 * len(notes) + 8


def write_head(sheet: Sheet, titles: Sequence[str], notes: Sequence[str]) -> None:
    """Write what `head` broke, at the top of a sheet."""
    y = 18.0
    for line in titles:
        sheet.write(12, y, line, size=TITLE, weight="bold")
        y += 19
    for line in notes:
        sheet.write(12, y - 2, line, size=SMALL, colour=sheet.style.muted)
        y += 15
