"""Tests of the figures: readable at any width, in both languages and themes, and true."""

import itertools

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from show import brief_answers, fixtures
from show.asked_answers import beliefs, gambit, spatial
from show.deals_answers import deals, leverage
from show.foresight_answers import foresight
from show.graph_answers import coalitions, inverse, paths
from show.hindcast_answers import hindcast
from show.hypergame_answers import hypergame
from show.preferences_answers import preferences
from show.reactions_answers import reactions
from show.record_answers import record
from show.votes_answers import power, votes
from standoff.errors import AnswerError, CommandError
from standoff.show import figure
from standoff.show.canvas import STYLES, drawing
from standoff.show.figures import KINDS
from standoff.show.svg import inline_svg

MAKERS = {
    "stability": fixtures.stability,
    "foresight": foresight,
    "preferences": preferences,
    "coalitions": coalitions,
    "paths": paths,
    "inverse": inverse,
    "hypergame": hypergame,
    "equilibrium": brief_answers.equilibrium,
    "ensemble": brief_answers.ensemble,
    "hindcast": hindcast,
    "reactions": reactions,
    "situation": brief_answers.situation,
    "record": record,
    "votes": votes,
    "deals": deals,
    "leverage": leverage,
    "power": power,
    "beliefs": beliefs,
    "gambit": gambit,
    "spatial": spatial,
}
DRAWINGS = [(lens, kind) for lens, kinds in KINDS.items() for kind in kinds]
SHAPES = ((400, "id"), (600, "en"), (1600, "id"))


def draw(lens: str, kind: str, **settings: object) -> Figure:
    """Draw a made-up answer, with the record where there is one."""
    record = brief_answers.situation() if lens == "ensemble" else None
    return figure(MAKERS[lens](), kind, record=record, **settings)


def texts_of(drawn: Figure) -> list[tuple[str, object]]:
    """Measure every visible text: what it says and the box that it fills, in pixels."""
    canvas = FigureCanvasAgg(drawn)
    with drawing():
        canvas.draw()
        renderer = canvas.get_renderer()
        found = []
        for axes in drawn.axes:
            labels = [*axes.texts]
            if axes.axison:
                labels += [*axes.get_xticklabels(), *axes.get_yticklabels()]
            found += [
                (label.get_text(), label.get_window_extent(renderer))
                for label in labels
                if label.get_text() and label.get_visible()
            ]
    return found


def words_of(drawn: Figure) -> list[str]:
    """Give what is written in a figure."""
    return [text for text, _ in texts_of(drawn)]


@pytest.mark.parametrize(("lens", "kind"), DRAWINGS)
@pytest.mark.parametrize(("width", "lang"), SHAPES)
class TestEveryFigure:
    """Each drawing, on a telephone, a page and a wide screen."""

    def test_no_two_texts_overlap_and_none_is_cut(self, lens, kind, width, lang):
        """A person reads the figure without guessing; two pixels of touching are allowed."""
        drawn = draw(lens, kind, size=width, lang=lang)
        assert drawn.get_size_inches()[0] * drawn.dpi == pytest.approx(width)
        high = drawn.get_size_inches()[1] * drawn.dpi

        texts = texts_of(drawn)

        for text, box in texts:
            assert box.x0 >= -2, text
            assert box.y0 >= -2, text
            assert box.x1 <= width + 2, text
            assert box.y1 <= high + 2, text
        for (one, a), (other, b) in itertools.combinations(texts, 2):
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            down = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across <= 2 or down <= 4, (one, other)


@pytest.mark.parametrize(("lens", "kind"), DRAWINGS)
class TestEveryDrawing:
    """Each drawing, once."""

    def test_text_stands_out_from_its_ground_in_both_themes(self, lens, kind):
        """Contrast of at least 4.5 to 1 for all text on the ground (WCAG 2.1, 1.4.3)."""
        for name, style in STYLES.items():
            drawn = draw(lens, kind, theme=name)

            colours = {
                text.get_color()
                for axes in drawn.axes
                for text in axes.texts
                if text.get_color() not in (style.on_dark, style.on_light)
            }

            assert colours
            assert all(contrast(colour, style.paper) >= 4.5 for colour in colours)

    def test_the_same_answer_gives_the_same_drawing(self, lens, kind):
        """No date, no random ids, no address."""
        one, other = (inline_svg(draw(lens, kind), "x", "alt") for _ in range(2))

        assert one == other
        assert "http" not in one
        assert "<metadata" not in one

    def test_a_failed_answer_is_drawn_as_its_reason(self, lens, kind):
        """No empty axes: the figure says why there is nothing."""
        answer = MAKERS[lens]().assign_attrs(
            status="did not converge", cause="Too sure.", remedy="Lower the precision."
        )

        drawn = figure(answer, kind)

        assert "Too sure." in " ".join(words_of(drawn))

    def test_a_formula_in_a_name_is_a_name(self, lens, kind):
        """Dollar signs must not start mathematics, nor an unmatched one be an error."""
        answer = MAKERS[lens]()
        answer.attrs["labels"] = answer.attrs["labels"].replace("North Korea", "N$^{x$ Korea")

        drawn = figure(answer, kind, record=None)

        texts_of(drawn)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG 2.1 defines it."""

    def luminance(colour: str) -> float:
        channels = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        return float(np.dot(channels, (0.2126, 0.7152, 0.0722)))

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_bars_are_as_long_as_the_probabilities():
    """A choice of 100% fills the scale, one of 25% a quarter of it."""
    answer = brief_answers.equilibrium()
    answer["choice"].values[:] = 0.0
    answer["choice"].values[:, :, 0] = 1.0
    whole = widest_bar(figure(answer, "policy"))
    answer["choice"].values[:, :, :2] = 0.5
    answer["choice"].values[0, :, :4] = 0.25
    answer["choice"].values[1:, :, 2:] = 0.0

    assert widest_bar(figure(answer, "policy")) == pytest.approx(whole / 2)


def widest_bar(drawn: Figure) -> float:
    """Measure the longest bar of a figure."""
    return max(p.get_width() for p in drawn.axes[0].patches if isinstance(p, Rectangle))


def test_ballots_fill_the_bar_of_each_member():
    """Yes, abstain and no add to one, so the three parts of a bar are as long as all others."""
    drawn = figure(brief_answers.equilibrium(), "ballots")
    rows: dict[tuple[float, float], list[Rectangle]] = {}
    for patch in drawn.axes[0].patches:
        if isinstance(patch, Rectangle) and patch.get_height() == 16:
            rows.setdefault((patch.get_y(), round(patch.get_x() // 400)), []).append(patch)

    lengths = {}
    for patch in drawn.axes[0].patches:
        if isinstance(patch, Rectangle) and patch.get_height() == 16:
            lengths[patch.get_y()] = lengths.get(patch.get_y(), 0) + patch.get_width()

    assert len(set(np.round(list(lengths.values()), 6))) <= 2


def test_the_bands_of_a_fan_are_wilson_intervals():
    """For 50 of 100 the Wilson interval is 0.4038 to 0.5962 (Brown, Cai and DasGupta 2001)."""
    from standoff.show.ensemble.fan_figure import _boundary_interval

    low, high = _boundary_interval(np.array([0.5]), 100)

    assert low[0] == pytest.approx(0.4038, abs=5e-5)
    assert high[0] == pytest.approx(0.5962, abs=5e-5)


def test_the_record_is_drawn_below_the_fans_at_the_rounds_it_speaks_of():
    """A level held from round 1 on fills the strip; a gap stays empty."""
    from standoff.show.ensemble.fan_figure import _stretches

    rounds = np.arange(6.0)
    record = np.array([0, 1, 1, np.nan, 0, 0])

    assert _stretches(rounds, record) == [(0.0, 2.0, 1), (3.0, 5.0, 0)]


def test_years_are_marked_where_they_begin():
    """Round 13 of a monthly calendar from January 2003 is January 2004."""
    from standoff.show.ensemble.fan_figure import round_ticks
    from standoff.show.labels import Labels
    from standoff.show.words import Words

    answer = brief_answers.ensemble()
    labels = Labels.of(answer, Words("en"))
    rounds = answer["round"].values.astype(float)

    ticks, texts = round_ticks(rounds, labels.rounds(answer), labels, 1000)

    assert dict(zip(texts, ticks, strict=True))["2004"] == 13
    assert texts == ["2004", "2005", "2006", "2007", "2008", "2009"]


def test_every_move_of_the_record_is_on_the_timeline_once_a_round():
    """Repetitions within a round are one move; none is left out."""
    answer = brief_answers.situation()
    wanted = {
        (str(option), int(number))
        for option, number in zip(
            answer["event_option"].values, answer["event_round"].values, strict=True
        )
        if str(option)
    }

    drawn = figure(answer, "timeline", size=1600)

    named = {option.partition(".")[2] for option, _ in wanted}
    dots = sum(len(line.get_xdata()) for line in drawn.axes[0].lines if line.get_marker() == "o")
    assert len(wanted) == dots
    assert len(named) > 5


def test_the_state_graph_shows_where_the_tempted_would_go():
    """In the prisoner's dilemma both temptations and the end they lead to are drawn."""
    drawn = figure(fixtures.prisoners(), "graph")

    written = words_of(drawn)

    assert written.count("Ann: confess") >= 2
    assert "rest: GMR, SMR, SEQ" in written
    assert "rest: all concepts" in written


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"kind": "fna"},
            "No figure of 'equilibrium' is called 'fna'. Did you mean 'fan'? "
            "Known figures: policy, fan, ballots, branch, values, occupancy.",
        ),
        ({"theme": "drak"}, "No theme is called 'drak'. Did you mean 'dark'? "
         "Known themes: light, dark."),
        (
            {"size": 20},
            "A figure cannot be 20 pixels wide. Choose between 320 and 4000 pixels.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_words(settings, message):
    """The whole message is the contract."""
    with pytest.raises(CommandError) as caught:
        figure(brief_answers.equilibrium(), **settings)

    assert message == str(caught.value)


def test_an_answer_without_drawing_is_refused():
    """The agreement of the lenses is a table."""
    with pytest.raises(AnswerError) as caught:
        figure(brief_answers.agreement())

    assert str(caught.value) == (
        f"No figure is drawn of an answer of 'agreement'. Known lenses: {', '.join(KINDS)}."
    )


@pytest.mark.parametrize("kind", ["table", "graph"])
def test_a_crisis_that_rests_nowhere_is_drawn_all_the_same(kind):
    """No resting states: only the state looked from, and what tempts."""
    answer = fixtures.prisoners()
    answer["equilibrium"].values[:] = False

    assert words_of(figure(answer, kind))


def test_a_record_without_events_says_so():
    """An empty record is not an error."""
    answer = brief_answers.situation().isel(event=slice(0, 0))

    assert "This crisis has no record." in words_of(figure(answer))


def test_a_crisis_without_votes_says_so():
    """No proposal, no ballots."""
    answer = brief_answers.equilibrium().isel(vote=slice(0, 0))

    assert "This crisis has no proposal that a body decides." in words_of(figure(answer, "ballots"))


def test_a_single_round_makes_a_fan():
    """One round has a beginning and an end."""
    answer = brief_answers.ensemble().isel(round=slice(0, 2))

    assert words_of(figure(answer))


def test_the_lowest_level_lies_at_the_bottom_as_high_as_its_share():
    """A level with a quarter of the paths fills the lowest quarter of the panel."""
    answer = brief_answers.ensemble().isel(variable=[4])
    answer["share"].values[:, 0, :2] = [0.25, 0.75]

    drawn = figure(answer)

    lowest, highest = (area.get_paths()[0].get_extents() for area in drawn.axes[0].collections[:2])
    assert lowest.height == pytest.approx(highest.height / 3)
    assert lowest.y1 > highest.y1  # pixels are counted from the top


def test_marks_are_filled_for_those_who_stay():
    """The prisoner's dilemma: of sixteen cells two are open, both under Nash when silent."""
    drawn = figure(fixtures.prisoners(), "table")

    filled = [line.get_markerfacecolor() != "none" for line in drawn.axes[0].lines
              for _ in line.get_xdata() if line.get_marker() == "o"]  # fmt: skip
    assert (filled.count(True), filled.count(False)) == (14, 2)


def test_the_state_graph_of_the_prisoners_dilemma():
    """Silence above, one confession in the middle, two at the bottom; either leads down."""
    from standoff.show.labels import Labels
    from standoff.show.stability.graph_layout import graph_of
    from standoff.show.stability.view import Stability
    from standoff.show.words import Words

    answer = fixtures.prisoners()

    graph = graph_of(Stability(answer, Labels.of(answer, Words("en"))), across=3)

    assert graph.layers == ((0,), (2, 1), (3,))
    assert {state: bundle[0].source for state, bundle in graph.first.items()} == {1: 0, 2: 0, 3: 1}
    assert [(bundle[0].source, bundle[0].target) for bundle in graph.others] == [(2, 3)]
    assert graph.first[3][0].deters
