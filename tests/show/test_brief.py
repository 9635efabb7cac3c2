"""Tests of the brief: one page in a terminal, one file in a browser, nothing hidden or unsafe."""

import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
import xarray as xr

from show import brief_answers, fixtures
from show.hindcast_answers import hindcast
from standoff.result.brief import Assumption, Brief
from standoff.show import brief_page, brief_text
from standoff.show.brief.sources import assumption_rows
from standoff.show.labels import Labels
from standoff.show.words import words_for
from standoff.vocab import LANGUAGES

SECTIONS = {
    "en": [
        "1. The situation on 5 April 2009",
        "2. Where it can end",
        "3. What the players would do, and what follows",
        "4. What would pass, and who would vote how",
        "5. Where the lenses agree, and where the answer hangs on one of them",
        "6. What is assumed",
        "7. How to reproduce it",
    ],
    "id": [
        "1. Situasi pada 5 April 2009",
        "2. Di mana ini dapat berakhir",
        "3. Apa yang akan dilakukan para pemain, dan apa akibatnya",
        "4. Usul mana yang akan lolos, dan bagaimana suara para anggota",
        "5. Di mana lensa-lensa sepakat, dan di mana jawabannya bergantung pada salah satunya",
        "6. Apa yang diasumsikan",
        "7. Cara mengulangi hasil ini",
    ],
}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>--><!-- ]]> &amp; {{ 7*7 }}"
VOID = {"meta", "br", "img", "hr", "link", "input"}


class Page(HTMLParser):
    """A page taken apart: tags in order, ids, attributes, and whether tags are closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.crossed: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Open a tag."""
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note a tag and what it says."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids.update(value or "" for name, value in attrs if name == "id")

    def handle_endtag(self, tag):
        """Close a tag, which must be the one opened last."""
        if self.open.pop() != tag:
            self.crossed.append((tag, str(self.getpos())))

    def handle_data(self, data):
        """Keep text outside style."""
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Write the page once in each language."""
    return {lang: brief_page(brief_answers.brief(), lang) for lang in LANGUAGES}


def hostile_brief() -> Brief:
    """Put markup into every text that comes from a file."""
    answers = {}
    for key, answer in brief_answers.brief().answers.items():
        labels = json.loads(answer.attrs["labels"])
        for actor in labels["actors"].values():
            actor["en"] = HOSTILE
        for variable in labels["variables"].values():
            variable["title"]["en"] = HOSTILE
            variable["levels"] = [f"{level}{HOSTILE}" for level in variable["levels"]]
        for option in labels["options"].values():
            option["en"] = HOSTILE
        labels["bodies"]["council"]["en"] = HOSTILE
        answers[key] = answer.assign_attrs(labels=json.dumps(labels), crisis=HOSTILE)
    assumption = Assumption(HOSTILE, HOSTILE, 0.0, 1.0, {"en": HOSTILE}, HOSTILE, HOSTILE, 1)
    return brief_answers.brief(
        title={"en": HOSTILE},
        about={"en": HOSTILE},
        answers=answers,
        assumptions=(assumption,),
        reproduce={"command": HOSTILE, "version": HOSTILE, "seed": HOSTILE},
    )


@pytest.mark.parametrize("lang", LANGUAGES)
class TestEveryLanguage:
    """The brief in each language."""

    def test_the_terminal_has_all_sections_in_order_on_about_a_page(self, lang):
        """Seven sections; 12 variables, six actors and 15 members fit into 165 lines."""
        lines = brief_text(brief_answers.brief(), lang).splitlines()

        headings = [lines[k - 1] for k, line in enumerate(lines) if re.fullmatch(r"-{5,}", line)]
        assert SECTIONS[lang] == headings
        assert len(lines) <= 155
        assert max(map(len, lines)) <= 100

    def test_a_hindcast_gets_a_section_before_the_assumptions(self, lang):
        """It bears on how far the lenses before it may be trusted."""
        brief = brief_answers.brief_with(hindcast=hindcast())
        told, page = brief_text(brief, lang), brief_page(brief, lang)

        title = "6. " + words_for(lang).say("Would the model have seen it coming?")
        headings = re.findall(r"<h2>(.*?)</h2>", page)
        assert title in told.splitlines()
        assert headings.index(title) == 5
        assert [h[2:] for h in headings if h != title] == [h[2:] for h in SECTIONS[lang]]
        assert max(map(len, told.splitlines())) <= 100
        assert len(Page(page).ids) == len(set(Page(page).ids))

    def test_the_page_has_all_sections_in_order(self, lang, pages):
        """As in the terminal."""
        headings = re.findall(r"<h2>(.*?)</h2>", pages[lang])

        assert SECTIONS[lang] == headings

    def test_the_page_says_its_language(self, lang, pages):
        """For screen readers and hyphenation."""
        assert ("html", "lang", lang) in Page(pages[lang]).attributes

    def test_the_page_is_well_formed_and_its_ids_are_unique(self, lang, pages):
        """Twelve drawings in one document must not share clip paths."""
        page = Page(pages[lang])

        assert page.open == []
        assert page.crossed == []
        assert [name for name, count in page.ids.items() if count > 1] == []

    def test_every_reference_within_the_page_is_kept(self, lang, pages):
        """A clip path or marker that points nowhere would draw nothing."""
        page = Page(pages[lang])
        wanted = set(re.findall(r"url\(#([^)]*)\)", pages[lang]))
        wanted |= {v[1:] for _, name, v in page.attributes if name == "href"}

        assert wanted
        assert wanted <= set(page.ids)

    def test_the_page_needs_no_network(self, lang, pages):
        """Nothing is loaded, linked or run."""
        page = Page(pages[lang])

        outside = [
            (tag, name, value)
            for tag, name, value in page.attributes
            if name in ("src", "href", "action", "data") and not value.startswith("#")
        ]
        assert outside == []
        assert not {"script", "link", "iframe", "object", "img"} & set(page.tags)
        assert "http" not in pages[lang]
        assert "@import" not in pages[lang]

    def test_every_figure_is_described_for_those_who_do_not_see_it(self, lang, pages):
        """Each drawing has a role and a label, for wide and narrow screens."""
        labels = [
            v for tag, name, v in Page(pages[lang]).attributes
            if (tag, name) == ("svg", "aria-label")
        ]  # fmt: skip

        assert len(labels) == Page(pages[lang]).tags["svg"] == 12
        assert all(labels)


def test_the_same_brief_gives_the_same_page(pages):
    """No clock, no random ids."""
    assert pages["en"] == brief_page(brief_answers.brief(), "en")


def test_markup_in_names_stays_text():
    """Every text from a file is escaped, in HTML and in the drawings."""
    page = Page(brief_page(hostile_brief()))

    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not [a for a in page.attributes if a[1].startswith("on")]
    assert any("<script>alert(1)</script>" in text for text in page.texts)
    assert "49" not in "".join(text for text in page.texts if "{{ 7*7 }}" in text).split()
    assert page.open == []


def test_colours_of_the_theme_are_variables_of_the_page(pages):
    """One drawing serves the light and the dark theme."""
    drawings = "".join(re.findall(r"<svg.*?</svg>", pages["en"], flags=re.DOTALL))

    assert "var(--ink)" in drawings
    assert "#1b1f24" not in drawings
    assert "prefers-color-scheme: dark" in pages["en"]
    assert "@media print" in pages["en"]


@pytest.mark.parametrize("key", ["stability", "equilibrium", "ensemble"])
def test_a_lens_that_does_not_apply_says_so_in_its_place(key):
    """The other sections stand; the failed one gives cause and remedy."""
    failed = xr.Dataset(
        attrs={
            **fixtures.stability().attrs,
            "lens": key,
            "status": "does not apply",
            "cause": "Only an order is given.",
            "remedy": "Give weights.",
        }
    )
    brief = brief_answers.brief_with(**{key: failed})

    text = brief_text(brief)

    assert "No answer (does not apply). Only an order is given. Give weights." in text
    assert "What is assumed" in text


def test_a_page_stands_though_every_lens_failed():
    """What was assumed and how to reproduce it are said all the same."""
    attributes = {"status": "did not converge", "cause": "Too sure.", "remedy": "Doubt."}
    answers = {
        key: xr.Dataset(attrs={**answer.attrs, **attributes})
        for key, answer in brief_answers.brief().answers.items()
    }

    page = brief_page(brief_answers.brief(answers=answers))

    assert page.count("No answer (did not converge). Too sure. Doubt.") == 4
    assert "6. What is assumed" in page or "5. What is assumed" in page


def test_a_crisis_without_record_or_votes_has_a_shorter_brief():
    """No record, no date: the situation is the beginning, and nothing is tabled."""
    answers = dict(brief_answers.brief().answers)
    bare = ["now", "beginning"]
    answers["situation"] = answers["situation"][bare].drop_vars("round", errors="ignore")
    answers["equilibrium"] = answers["equilibrium"].isel(vote=slice(0, 0))
    brief = brief_answers.brief(answers=answers, date=None)

    text, page = brief_text(brief), brief_page(brief)

    assert "1. The situation on the first day" in text
    assert "What would pass" not in text
    assert "<h2>4. Where the lenses agree" in page


def test_the_least_certain_assumptions_come_first():
    """Of two, the assumed one with the wider range leads; one without a range comes last."""
    made = [
        Assumption("certain", "1", 0.9, 1.1, {}, None, "high", None),
        Assumption("bare", "1", None, None, {}, None, "assumed", None),
        Assumption("narrow", "1", 0.8, 1.0, {}, None, "assumed", None),
        Assumption("wide", "1", 0.0, 1.0, {}, None, "assumed", None),
    ]

    text = brief_text(brief_answers.brief(assumptions=tuple(made)))

    places = [text.index(f"\n{name}") for name in ("wide", "narrow", "certain", "bare")]
    assert places == sorted(places)


def test_ballots_are_rounded_to_a_hundred():
    """One third each is 34/33/33, not 33/33/33."""
    answer = brief_answers.equilibrium()
    answer["ballot_probability"].values[:] = 1 / 3
    brief = brief_answers.brief_with(equilibrium=answer)

    assert "34/33/33" in brief_text(brief)
    assert "33/33/33 " not in brief_text(brief)


def test_a_member_that_does_not_sit_in_the_body_is_left_out():
    """NaN marks who has no seat."""
    answer = brief_answers.equilibrium()
    answer["ballot_probability"].values[:, 8] = float("nan")
    brief = brief_answers.brief_with(equilibrium=answer)

    assert "\nLBY" in brief_text(brief_answers.brief())
    assert "\nLBY" not in brief_text(brief)


def test_the_timeline_of_letters_has_a_line_for_every_actor_and_a_key_for_every_letter():
    """Six lines of one length, and each letter drawn is explained."""
    text = brief_text(brief_answers.brief())
    rows = re.findall(r"^[A-Z][a-z A-Z]+\|(.+)\|$", text, flags=re.MULTILINE)
    letters = {letter for row in rows for letter in row if letter.isalpha()}
    key = text[text.index("The record, one letter a move:") :].split("* several")[0]

    assert len(rows) == 6
    assert len({len(row) for row in rows}) == 1
    assert all(re.search(rf"\b{letter} \w", key) for letter in letters)


def test_moves_of_the_day_itself_have_not_happened_yet():
    """The situation is that of the morning: a move dated on the day is not among the latest."""
    answer = brief_answers.situation()
    answer["event_date"].values[:2] = ["2009-04-04", "2009-04-05"]
    answer["event_option"].values[:2] = ["RUS.send_aid", "PRK.launch"]
    answer = answer.isel(event=slice(0, 2))

    text = brief_text(brief_answers.brief_with(situation=answer))

    assert "4 April 2009  Russia: send aid" in text
    assert "5 April 2009  North Korea: launch a rocket" not in text


def test_resting_states_speak_for_a_level_only_by_a_clear_majority():
    """Two thirds name a level, half and half are divided; concepts that differ are named."""
    answer = brief_answers.agreement()
    answer["rest_share"].values[:, 4, :2] = [2 / 3, 1 / 3]
    answer["rest_share"].values[:, 8, :2] = [0.5, 0.5]
    answer["rest_share"].values[:, 11, :2] = [[1, 0], [0, 1], [0, 1], [0, 1]]

    text = brief_text(brief_answers.brief_with(agreement=answer), width=140)

    section = text[text.index("5. Where") :]
    rows = {line.split("  ")[0]: line for line in section.splitlines()}
    assert "  quiet  " in rows["Launches"]
    assert "  divided  " in rows["Japan's missile defence"]
    assert "  free (Nash); frozen (GMR, SMR, SEQ)  " in rows["Frozen funds"]


def test_values_in_words_are_said_in_the_language():
    """A vote, a one-way move and a distribution are words; an expression speaks in names."""
    values = {
        "0.5": "0,5",
        "yes 0.9, abstain 0.075, no 0.025": "setuju 0,9, abstain 0,075, menolak 0,025",
        "talks only rise": "talks hanya naik",
        "talks only fall": "talks hanya turun",
        "talks only stay": "talks hanya tetap",
        "0.5, uniform(0.2, 0.8)": "0,5, seragam (0,2; 0,8)",
        "1, normal(1, 0.5)": "1, normal (1; 0,5)",
        "talks == open and tests >= one": "talks == open and tests >= one",
    }
    made = [Assumption("a", value, None, None, {}, None, None, None) for value in values]

    _, rows = assumption_rows(brief_answers.brief(assumptions=tuple(made)), words_for("id"))

    assert [row[1] for row in rows] == list(values.values())


def test_a_reason_is_given_in_english_where_the_language_lacks_it():
    """A reason nobody translated is still better than none."""
    made = (
        Assumption("a", "", None, None, {"en": "both", "id": "keduanya"}, None, None, None),
        Assumption("b", "", None, None, {"en": "English only"}, None, None, None),
        Assumption("c", "", None, None, {}, None, None, None),
    )

    _, rows = assumption_rows(brief_answers.brief(assumptions=made), words_for("id"))

    assert [row[2] for row in rows] == ["keduanya", "English only", ""]


@pytest.mark.parametrize(("lang", "expected"), [("en", "It flew"), ("id", "Roket terbang")])
def test_the_page_says_what_happened_at_the_latest_moves(lang, expected):
    """The text in the reader's language stands beside the move; English where it is missing."""
    brief = brief_answers.brief()
    situation = brief.answers["situation"]
    count = situation.sizes["event"]
    told = situation.assign(
        event_text=("event", ["It flew"] * count),
        event_text_id=("event", ["Roket terbang", ""] * (count // 2) + [""] * (count % 2)),
    )

    page = brief_page(brief_answers.brief_with(situation=told), lang=lang)

    shown = {text for text in ("It flew", "Roket terbang") if f"<td>{text}</td>" in page}
    assert expected in shown
    assert shown == ({"It flew"} if lang == "en" else {"It flew", "Roket terbang"})


def test_a_member_without_a_name_is_shown_as_its_actor_else_by_its_code():
    """An answer saved before members had names is shown as it was."""
    labels = Labels({"actors": {"CHN": {"en": "China"}}, "members": {}}, words_for("en"))
    named = Labels({**labels.tree, "members": {"FRA": {"id": "Prancis"}}}, words_for("id"))

    assert [labels.member(name) for name in ("CHN", "FRA")] == ["China", "FRA"]
    assert [named.member(name) for name in ("CHN", "FRA")] == ["China", "Prancis"]
