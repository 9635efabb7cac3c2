"""The import rule of ARCHITECTURE.md, as a test."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import standoff
from standoff.lenses import LENSES

ROOT = Path(standoff.__file__).parent
WORDS = {"errors", "vocab"}
MAY_IMPORT = {
    "errors": set(),
    "vocab": set(),
    "spec": WORDS,
    "record": WORDS | {"spec", "kernels"},
    "kernels": set(),
    "game": WORDS | {"spec", "kernels"},
    "policy": WORDS | {"game", "kernels"},
    "result": WORDS,
    "lenses": WORDS | {"game", "policy", "record", "kernels", "exchange", "result"},
    "catalog": {"errors"},
    "exchange": WORDS | {"spec", "game"},
    "brief": WORDS | {"spec", "record", "game", "policy", "lenses", "result", "catalog"},
    "show": WORDS | {"result"},
    "cli": WORDS
    | {"spec", "record", "game", "policy", "lenses", "result", "catalog", "exchange", "brief"}
    | {"show"},
    "__main__": {"cli"},
}
HEAVY = {"numpy", "xarray", "numba", "scipy", "matplotlib", "h5py", "h5netcdf", "pandas"}


def modules(layer):
    """List the files of a layer: a package, or a module beside the packages."""
    package = ROOT / layer
    return sorted(package.rglob("*.py")) if package.is_dir() else [ROOT / f"{layer}.py"]


def imported_by(module):
    """Name everything that a module imports, inside its functions too.

    `from standoff import spec` counts as importing `standoff.spec`; relative
    imports are written out.
    """
    package = ["standoff", *module.relative_to(ROOT).parts[:-1]]
    yield from _imported(ast.walk(ast.parse(module.read_text(encoding="utf-8"))), package)


def _imported(nodes, package):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, node.module] if node.module else base)
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def needed_by(module):
    """Name the modules that one needs to run: not those that it names for types alone."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for_types = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    nodes = (node for node in ast.walk(tree) if id(node) not in for_types)
    return set(_imported(nodes, ["standoff", *module.relative_to(ROOT).parts[:-1]]))


def layers_imported_by(module):
    """Name the layers that a module imports."""
    parts = (name.split(".") for name in imported_by(module))
    return {name[1] for name in parts if name[0] == "standoff" and len(name) > 1} & set(MAY_IMPORT)


def test_every_part_of_the_package_is_a_layer():
    """A folder or module that the rule does not know would escape it."""
    parts = {path.stem for path in ROOT.iterdir() if path.suffix == ".py"}
    parts |= {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}

    assert set(MAY_IMPORT) == parts - {"__init__"}


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_imports_point_downwards(layer):
    """A layer imports only itself and the layers listed below it."""
    for module in modules(layer):
        assert layers_imported_by(module) <= MAY_IMPORT[layer] | {layer}, module


def test_no_lens_imports_another():
    """Lenses are compared by what they say; one that calls another could not be."""
    lenses = {where.partition(":")[0] for where in LENSES.values()}
    for lens in lenses:
        path = ROOT / "lenses" / f"{lens.rpartition('.')[2]}.py"

        assert not set(imported_by(path)) & (lenses - {lens}), lens


def test_no_two_modules_need_each_other():
    """Each can be read after those that it stands on; what is handed on by a package aside.

    A policy by rules rests on another kind of policy, which is asked for by name, as itself is.
    """
    paths = {
        ".".join(("standoff", *path.relative_to(ROOT).with_suffix("").parts)): path
        for path in ROOT.rglob("*.py")
    }
    needs = {name: needed_by(path) & set(paths) - {name} for name, path in paths.items()}
    needs["standoff.policy.by_rules"].remove("standoff.policy.kinds")
    while leaves := [name for name, below in needs.items() if not below]:
        needs = {name: below.difference(leaves) for name, below in needs.items() if below}

    assert needs == {}


@pytest.mark.parametrize("folder", [ROOT, Path(__file__).parent], ids=["source", "tests"])
def test_no_module_is_too_long_to_be_read_at_once(folder):
    """What grows beyond 400 lines is about two things; tests are parted by claim."""
    lengths = {
        path.relative_to(folder).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in folder.rglob("*.py")
    }

    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_the_reading_of_imports_sees_every_form(tmp_path, monkeypatch):
    """A rule that overlooked an import inside a function would forbid nothing."""
    module = tmp_path / "kernels" / "odd.py"
    module.parent.mkdir()
    module.write_text(
        "def f():\n"
        "    from standoff import game\n"
        "    import standoff.show.text as t\n"
        "    from ..cli import main\n"
    )
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)

    assert layers_imported_by(module) == {"game", "show", "cli"}


def loaded_by(code):
    """Name the heavy libraries that a fresh interpreter has loaded after some code."""
    probe = f"{code}\nimport sys; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import standoff",
        "import standoff.catalog; standoff.catalog.entries()",
        "import standoff.cli.main",
        "import standoff.lenses",
        "import standoff.result",
        "import standoff.spec; standoff.read(standoff.catalog.path('prisoners'))",
    ],
)
def test_starting_and_reading_load_no_heavy_library(code):
    """`--help` and `check` answer at once because numpy and its kin are not there."""
    assert loaded_by(code) == set()


def test_every_public_name_can_be_had():
    """The lazy names of the package lead somewhere."""
    for name in standoff.__all__:
        assert getattr(standoff, name) is not None


def test_an_unknown_name_of_the_package_is_refused_as_usual():
    """Lazy lookup must not turn a misspelling into an import."""
    with pytest.raises(AttributeError, match="module 'standoff' has no attribute 'raed'"):
        standoff.raed  # noqa: B018
