"""Tests for `standoff.result`: what is saved is what is read back."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from standoff.errors import AnswerError, CommandError
from standoff.result import REQUIRED, Stamp, load, same, save, stamp
from standoff.result.brief import Assumption, Brief

NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=8)
KINDS = (
    (np.bool_, st.booleans()),
    (np.int64, st.integers(-(2**62), 2**62)),
    (np.uint8, st.integers(0, 255)),
    (np.float64, st.floats(width=64)),
    (np.float32, st.floats(width=32)),
    (np.dtype("<U8"), TEXTS),
)


def identity(**changes):
    """Stamp something, in a few words."""
    words = {
        "lens": "stability",
        "settings": {"concepts": ["nash"]},
        "crisis": "strait",
        "crisis_digest": "1f",
        "game_digest": "2e",
        "version": "0.1.0",
        "labels": {"actors": {"USA": {"en": "United States", "id": "Amerika Serikat"}}},
    }
    return Stamp(**{**words, **changes})


def answer():
    """Answer something by hand, with every kind of array an answer may hold."""
    return xr.Dataset(
        {
            "stable": (("actor", "state"), [[True, False], [False, False]]),
            "value": (("actor", "state"), [[1.5, np.nan], [-0.0, 1e-300]]),
            "move_to": (("actor", "state"), [[-1, 1], [0, -1]]),
            "slot_option": (("slot",), np.array(["", "USA.strike", "PRK.uji_coba_é"])),
        },
        coords={"actor": ["USA", "PRK"], "state": [3, 7]},
        attrs={"looked_from": 3, "share": 0.25},
    )


@st.composite
def answers(draw):
    """Draw an answer: up to three axes, some of length zero, arrays of any kind."""
    sizes = draw(st.dictionaries(NAMES, st.integers(0, 3), min_size=1, max_size=3))
    arrays_by_name = {}
    for name in draw(st.sets(NAMES.filter(lambda n: n not in sizes), max_size=4)):
        axes = tuple(draw(st.permutations(sorted(sizes))))[: draw(st.integers(0, len(sizes)))]
        dtype, elements = draw(st.sampled_from(KINDS))
        values = draw(arrays(dtype, tuple(sizes[axis] for axis in axes), elements=elements))
        arrays_by_name[name] = (axes, values)
    attributes = draw(
        st.dictionaries(
            NAMES.filter(lambda n: n not in REQUIRED),
            TEXTS | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False),
            max_size=3,
        )
    )
    return stamp(xr.Dataset(arrays_by_name, attrs=attributes), identity())


@given(drawn=answers())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_saved_answer_is_read_back_identical(tmp_path, drawn):
    """Whatever a lens returns, the file holds all of it: kinds, axes, attributes."""
    save(drawn, tmp_path / "answer.nc")

    read = load(tmp_path / "answer.nc")

    xr.testing.assert_identical(drawn, read)
    assert same(drawn, read)
    assert {n: v.dtype.kind for n, v in drawn.variables.items()} == {
        n: v.dtype.kind for n, v in read.variables.items()
    }
    assert {n: type(v) for n, v in drawn.attrs.items()} == {
        n: type(v) for n, v in read.attrs.items()
    }


def test_labels_beyond_64_kilobytes_survive(tmp_path):
    """HDF5 keeps small attributes in a header of 64 KB; texts in all languages are longer."""
    long = stamp(answer(), identity(labels={"crisis": {"id": "ü" * 100_000}}))

    save(long, tmp_path / "answer.nc")

    assert same(long, load(tmp_path / "answer.nc"))


def test_a_brief_is_read_back_with_all_its_answers(tmp_path):
    """Each answer is a group of the file, the rest an attribute of its root."""
    stamped = stamp(answer(), identity())
    brief = Brief(
        name="strait",
        title={"en": "Strait"},
        about={},
        date=None,
        answers={"stability": stamped, "ensemble": stamped.assign_attrs(lens="ensemble")},
        assumptions=(
            Assumption("weights.USA.calm", "2", 1.0, None, {"en": "why"}, None, "assumed", 13),
        ),
        reproduce={"version": "0.1.0"},
    )

    save(brief, tmp_path / "brief.nc")
    read = load(tmp_path / "brief.nc")

    assert isinstance(read, Brief)
    assert list(brief.answers) == list(read.answers)
    for name in brief.answers:
        xr.testing.assert_identical(brief.answers[name], read.answers[name])
    for field in ("name", "title", "about", "date", "assumptions", "reproduce"):
        assert getattr(brief, field) == getattr(read, field)


def test_saving_leaves_the_answer_alone(tmp_path):
    """The marks that a file needs are put on a copy."""
    stamped = stamp(answer(), identity())
    before = stamped.copy(deep=True)

    save(stamped, tmp_path / "answer.nc")

    xr.testing.assert_identical(before, stamped)
    assert all(variable.encoding == {} for variable in stamped.variables.values())


NO_ANSWER = (
    "{path}: This file is no saved answer, or it is damaged.\n"
    "Give a file that 'standoff look ... --out FILE.nc' has written."
)


@pytest.mark.parametrize("content", [b"", b"name: strait\n", b"\x89HDF\r\n\x1a\n", b"\0" * 4096])
def test_a_file_that_is_no_answer_is_refused_by_name(tmp_path, content):
    """Empty, text, a bare signature, zeros: one message, no traceback of a library."""
    path = tmp_path / "answer.nc"
    path.write_bytes(content)

    with pytest.raises(AnswerError) as refusal:
        load(path)

    assert NO_ANSWER.format(path=path) == str(refusal.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_answer_is_refused(tmp_path, share):
    """A download that broke off must not be read as a smaller answer."""
    path = tmp_path / "answer.nc"
    save(stamp(answer(), identity()), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(AnswerError) as refusal:
        load(path)

    assert NO_ANSWER.format(path=path) == str(refusal.value)


def test_netcdf_of_somebody_else_is_no_answer(tmp_path):
    """The format is not enough: the mark and the required attributes are asked for."""
    path = tmp_path / "weather.nc"
    xr.Dataset({"rain": ("day", [1.0])}).to_netcdf(path, engine="h5netcdf")

    with pytest.raises(AnswerError) as refusal:
        load(path)

    assert NO_ANSWER.format(path=path) == str(refusal.value)


def test_an_answer_of_a_later_version_says_so(tmp_path):
    """The remedy differs from that of a damaged file, so the message does."""
    path = tmp_path / "answer.nc"
    later = stamp(answer(), identity()).assign_attrs(standoff_answer="2")
    later.to_netcdf(path, engine="h5netcdf")

    with pytest.raises(AnswerError) as refusal:
        load(path)

    expected = (
        f"{path}: This answer was saved by a later version of standoff "
        "(format 2; this version reads format 1).\n"
        "Update standoff, or look again with this version."
    )
    assert expected == str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    """The reason is the operating system's, in words."""
    with pytest.raises(AnswerError, match="cannot be read: No such file or directory"):
        load(tmp_path / "absent.nc")


def test_a_failed_saving_leaves_the_old_file_and_nothing_else(tmp_path):
    """What cannot be written half-way must not be: the old answer stays whole."""
    path = tmp_path / "answer.nc"
    save(stamp(answer(), identity()), path)
    old = path.read_bytes()
    unwritable = stamp(answer(), identity()).assign_attrs(odd={"a": 1})

    with pytest.raises(TypeError):
        save(unwritable, path)

    assert old == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_folder_and_a_missing_folder_are_refused(tmp_path):
    """The two mistakes that are made with --out, each with its own advice."""
    stamped = stamp(answer(), identity())

    with pytest.raises(CommandError) as folder:
        save(stamped, tmp_path)
    with pytest.raises(CommandError) as missing:
        save(stamped, tmp_path / "absent" / "answer.nc")

    assert f"{tmp_path}: This is a folder. Name a file in it." == str(folder.value)
    assert str(missing.value).endswith(
        f"There is no folder '{tmp_path / 'absent'}'. Make it first."
    )


def test_a_device_is_never_replaced():
    """Renaming onto /dev/null would replace it for the whole machine."""
    with pytest.raises(CommandError, match="This is a device or a pipe"):
        save(stamp(answer(), identity()), "/dev/null")


def test_a_link_is_followed(tmp_path):
    """Whoever points a link at another disk wants the file there."""
    real = tmp_path / "real.nc"
    real.touch()
    (tmp_path / "link.nc").symlink_to(real)

    save(stamp(answer(), identity()), tmp_path / "link.nc")

    assert (tmp_path / "link.nc").is_symlink()
    assert same(stamp(answer(), identity()), load(real))
