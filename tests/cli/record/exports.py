"""An export of event data, and the columns that it has."""

EXPORT = "ID,Day,Src,Code,Tgt\n7,1962-10-22,USA,1911,CUB\n8,22 Oct,USA,1911,CUB\n"


def flat(text):
    """Write a text on one line, however it was wrapped."""
    return " ".join(text.split())
