"""What the solution concepts of the graph model are called, and what each says."""

from __future__ import annotations

from standoff.show.words import mark

__all__ = ["CONCEPT_NAMES", "CONCEPT_TEXTS"]

CONCEPT_NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}

CONCEPT_TEXTS = {
    "nash": mark("Nash: nobody has a move that gains."),
    "gmr": mark("GMR: every tempting move has an answer by others after which it does not pay."),
    "smr": mark("SMR: as GMR, and the mover cannot repair the loss afterwards."),
    "seq": mark("SEQ: as GMR, but only answers that pay those who give them count."),
    "sseq": mark("SSEQ: as SEQ, and the mover cannot repair the loss afterwards."),
}
