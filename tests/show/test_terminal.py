"""Tests for `standoff.show.terminal`: tables that fit, bars and sparklines that tell the truth."""

from hypothesis import given
from hypothesis import strategies as st

from standoff.show.terminal import bar, cut, sparkline, table, width_of

CELLS = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), max_size=60)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_a_table_of_words_fits_the_terminal(rows):
    """Three columns of at least twelve letters fit into sixty columns by wrapping."""
    drawn = table(["what", "how", "why"], rows, 60)

    assert all(width_of(line) <= 60 for line in drawn.splitlines())


def test_wrapping_loses_no_word():
    """A cell that does not fit goes on in the next line."""
    words = [f"word{k}" for k in range(30)]

    drawn = table(["a", "b"], [[" ".join(words), "x"]], 40)

    assert sorted(words) == sorted(w for w in drawn.split() if w.startswith("word"))


def test_a_fixed_column_is_never_wrapped():
    """A sparkline broken over two lines would be read as two."""
    line = "|" + "▁" * 30 + "|"

    drawn = table(["a", "b"], [["some words " * 4, line]], 50, align="lf")

    assert line in drawn


def test_wide_letters_take_two_columns():
    """Numbers must stand below each other beside Korean names too."""
    drawn = table(["", ""], [["조선", "1"], ["abcd", "2"]], 40)

    assert drawn.splitlines() == ["조선  1", "abcd  2"]


def test_an_empty_table_is_empty():
    """No header and no rows draw nothing."""
    assert table(["", ""], [], 40) == ""


def test_what_is_cut_says_so_and_fits():
    """The ellipsis counts as a column."""
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"


def test_a_bar_is_as_long_as_its_share():
    """Eighths of a column: 0.5 of four columns is two, 1/32 an eighth of one."""
    drawn = [bar(share, 4) for share in (0, 1 / 32, 0.5, 1, float("nan"))]

    assert drawn == ["    ", "▏   ", "██  ", "████", "    "]


def test_a_small_share_shows_in_a_sparkline_and_none_does_not():
    """The lowest block means some, a blank means none."""
    assert sparkline([0.0, 0.001, 1.0], 3) == " ▁█"


def test_a_sparkline_takes_the_mean_of_each_stretch():
    """Four rounds in two columns: (0 + 1)/2 and (1 + 1)/2."""
    assert sparkline([0.0, 1.0, 1.0, 1.0], 2) == "▄█"


def test_a_sparkline_is_no_wider_than_there_are_rounds():
    """Nothing is interpolated."""
    assert sparkline([1.0, 1.0], 24) == "██"
