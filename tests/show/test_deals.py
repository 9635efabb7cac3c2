"""Tests for how answers of the lenses deals and leverage are told and drawn."""

import functools

import pytest

import standoff
from standoff.catalog import path
from standoff.errors import CommandError
from standoff.show import figure, show


@functools.cache
def answer_of(name, lens, **settings):
    """Look at a crisis of the catalogue."""
    game = standoff.compile(standoff.read(path(name)))
    return standoff.look(game, lens, **settings)


def written(drawing):
    """Gather the texts of a figure."""
    return " ".join(text.get_text() for axes in drawing.axes for text in axes.texts)


def test_a_deal_is_told_with_what_each_promises_and_who_would_break_it():
    """The deals of Libya, in words that an analyst can quote."""
    answer = answer_of("libya-2003", "deals", solved=10)
    text = show(answer)

    for deal in answer["deal"].values:
        gaps = answer["commitment_gap"].sel(deal=deal)
        for actor in answer["actor"].values:
            if float(gaps.sel(actor=actor)) > 0.005:
                assert "would break it" in text
    assert "All combinations of commitments" in text
    assert "is no forecast" in text
    assert "(today: " in text


def test_what_watching_is_worth_is_told_where_it_takes_something_off_a_breach():
    """Unseen a breach gains more than seen; where nothing can be undone that is said instead."""
    paris = answer_of("iran-2015", "deals", solved=10)
    gaps = paris["gap_by_seen"].sel(deal="paris", actor="IRN")
    assert float(gaps.sel(seen=0.0)) > float(gaps.sel(seen=1.0))
    assert "What watching is worth" in show(paris)
    assert "Nilai pengawasan" in show(paris, lang="id")

    libya = answer_of("libya-2003", "deals", solved=10)
    assert libya["commitment_gap"].sel(deal="lockerbie").isnull().all()
    assert "nothing that was promised can be undone" in show(libya)
    assert "What watching is worth" not in show(libya)


def test_texts_of_deals_differ_by_language_and_keep_the_numbers():
    """The same gains, with a decimal comma."""
    answer = answer_of("libya-2003", "deals", solved=10)
    gain = float(answer["gain"][0, 0])

    english, indonesian = show(answer), show(answer, lang="id")

    plain = f"{abs(gain):.2f}".rstrip("0").rstrip(".")
    assert plain in english
    assert plain.replace(".", ",") in indonesian
    assert "Kesepakatan mana" in indonesian


@pytest.mark.parametrize("kind", ["gaps", "frontier"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [360, 1000])
def test_deals_are_drawn_in_every_theme_and_width(kind, theme, size):
    """With the names of actors and the titles of deals."""
    answer = answer_of("libya-2003", "deals", solved=10)

    drawing = figure(answer, kind, theme=theme, size=size)

    assert drawing.get_size_inches()[0] * 100 == size
    assert written(drawing)


def test_the_bars_show_gains_and_gaps_of_all_actors():
    """Each number of the answer is written at its bar."""
    answer = answer_of("libya-2003", "deals", solved=10)
    said = written(figure(answer, "gaps"))

    for value in answer["gain"].where(answer["feasible"], drop=True).values.ravel():
        assert f"{abs(value):,.2f}".rstrip("0").rstrip(".") in said


def test_the_frontier_is_drawn_in_the_plane_asked_for():
    """The setting names two actors, and the figure names them."""
    game = standoff.compile(standoff.read(path("cuba-1962")))
    names = game.actor_names[:2]
    answer = standoff.look(game, "deals", plane=names, solved=4)

    said = written(figure(answer, "frontier"))

    titles = [standoff.read(path("cuba-1962")).actors[k].title.by_language["en"] for k in (0, 1)]
    assert answer.attrs["plane"] == ", ".join(names)
    assert all(title in said for title in titles)


def test_a_crisis_without_written_deals_is_drawn_all_the_same():
    """The bars say that there is none; the frontier stands."""
    answer = answer_of("chicken", "deals")

    assert "No written deal" in written(figure(answer, "gaps"))
    assert written(figure(answer, "frontier"))


def test_leverage_is_told_by_owner_interest_and_payer():
    """What it buys, through which interest, and who pays."""
    answer = answer_of("libya-2003", "leverage", draws=3)
    text = show(answer)

    assert "it is worth" in text
    assert "draws of all weights from their ranges" in text
    assert "costs of options" in text
    for taken in answer["taken"].values:
        worth = answer["worth"].sel(taken=taken)
        owner = [
            a for a in answer["actor"].values if bool(answer["owns"].sel(taken=taken, actor=a))
        ]
        others = [float(worth.sel(actor=a)) for a in answer["actor"].values if a not in owner]
        if min(others) <= -0.005:
            assert "It costs" in text


def test_the_matrix_has_a_number_for_every_thing_and_actor():
    """In both languages and themes."""
    answer = answer_of("libya-2003", "leverage", draws=3)

    for lang, theme in (("en", "light"), ("id", "dark")):
        said = written(figure(answer, "matrix", lang=lang, theme=theme))
        for value in answer["worth"].values.ravel():
            if abs(value) >= 0.005:
                number = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
                assert (number if lang == "en" else number.replace(".", ",")) in said


@pytest.mark.parametrize(
    ("taken", "title"),
    [
        ("PRK.launch", "North Korea: launch a long-range rocket"),
        ("PRK.announce+PRK.launch", "North Korea: announce a launch or a test and launch a"),
        ("veto:CHN", "the vetoes of China"),
        ("veto:council_2009.CHN", "the veto of China in Security Council as it sat in 2009"),
        ("seat:JPN", "the seats of Japan"),
        ("seat:six_party.JPN", "the seat of Japan in Six-Party Talks"),
        ("KOR.*", "all that South Korea can do"),
    ],
)
def test_what_is_taken_out_has_a_title(taken, title):
    """Labels of the setting, in words."""
    from standoff.show.labels import Labels
    from standoff.show.leverage.phrases import Worths
    from standoff.show.words import words_for

    game = standoff.compile(standoff.read(path("dprk-2009")))
    answer = answer_of("libya-2003", "leverage", draws=3)
    labels = Labels(game.labels, words_for("en"))

    assert Worths(answer, labels).title(taken).startswith(title)


def test_a_kind_of_another_lens_is_refused():
    """With the kinds that there are."""
    with pytest.raises(CommandError, match="gaps, frontier"):
        figure(answer_of("chicken", "deals"), "matrix")
