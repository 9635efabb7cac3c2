"""Draw the pictures of the documentation anew, from a real brief.

Run `python scripts/make_images.py` in the environment of the project after a
change of what is drawn or of the published crisis; look at them before you
commit them.
"""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.brief import gather
from standoff.show import figure
from standoff.show.canvas import drawing

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"


def main() -> None:
    """Draw what follows in dprk-2009 by the model, with the record below it."""
    brief = gather(standoff.read(standoff.catalog.path("dprk-2009")))
    fans = figure(brief.answers["ensemble"], record=brief.answers["situation"])
    with drawing():
        fans.savefig(IMAGES / "dprk-2009.png")


if __name__ == "__main__":
    main()
