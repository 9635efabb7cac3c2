"""Tests for covering sets of combinations by few conjunctions."""

from hypothesis import given
from hypothesis import strategies as st

from standoff.exchange.cubes import MOST_SUPPORT, cover


def inside(cube, combination):
    """Say whether a combination lies in a cube."""
    return all(value is None or bool(combination >> k & 1) == value for k, value in enumerate(cube))


@st.composite
def tables(draw):
    """Draw which combinations are wanted, and which are cared about."""
    size = 1 << draw(st.integers(1, 5))
    flags = st.lists(st.booleans(), min_size=size, max_size=size)
    return draw(flags), draw(flags)


@given(tables())
def test_a_cover_is_exact_where_it_matters(table):
    """All that is wanted and cared about, and nothing that is cared about and not wanted."""
    wanted, cares = table
    cubes = cover(wanted, cares)

    for combination, (is_wanted, matters) in enumerate(zip(wanted, cares, strict=True)):
        covered = any(inside(cube, combination) for cube in cubes)
        assert not matters or covered == is_wanted


@given(tables())
def test_no_cube_can_grow(table):
    """Primes: opening any option would take in something that must stay out."""
    wanted, cares = table
    forbidden = [c for c in range(len(wanted)) if cares[c] and not wanted[c]]

    for cube in cover(wanted, cares):
        for k, value in enumerate(cube):
            if value is not None:
                larger = (*cube[:k], None, *cube[k + 1 :])
                assert any(inside(larger, combination) for combination in forbidden)


def test_many_options_are_covered_by_halving():
    """Beyond the search for primes the cover is still exact: a parity has no cube but its own."""
    width = MOST_SUPPORT + 1
    odd = [bin(c).count("1") % 2 == 1 for c in range(1 << width)]

    cubes = cover(odd, [True] * len(odd))

    assert len(cubes) == len(odd) // 2
    assert all(odd[sum(1 << k for k, value in enumerate(cube) if value)] for cube in cubes)
