"""What can be run, set or asked for is written down, and what is written down exists."""

from __future__ import annotations

import ast
import re
import tomllib
from argparse import ArgumentParser
from itertools import chain
from pathlib import Path

import pytest
from django.core.management import load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

from timeline.extraction.model import (
    Basis,
    Commitment,
    EventKind,
    Extent,
    Factuality,
    Precision,
    PublishedBasis,
    RelationType,
    Role,
)
from timeline.filters import PARAMETERS, SORTS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TEXT = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
REFERENCE = TEXT["docs/reference.md"]
COMMANDS = sorted(
    path.stem for path in (ROOT / "timeline" / "management" / "commands").glob("*.py") if path.stem != "__init__"
)
ARGPARSE_AND_DJANGO = set("--help --version --settings --pythonpath --traceback --no-color --force-color".split()) | {
    "--verbosity",
    "--skip-checks",
}


def section(text: str, heading: str) -> str:
    """The text under a heading, up to the next of its rank or above."""
    level = len(heading) - len(heading.lstrip("#"))
    rest = text.split(f"{heading}\n", 1)[1]
    return re.split(rf"^#{{1,{level}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of the tables, without their heads."""
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        for line in re.sub(r"^\|[^\n]*\|\n\| *---[^\n]*\n", "", text, flags=re.MULTILINE).splitlines()
        if line.startswith("|")
    ]


def codes(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


# ---- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described_with_each_of_its_options(command: str) -> None:
    heading = re.search(rf"^### `manage\.py {command}\b.*$", REFERENCE, re.MULTILINE)
    assert heading, f"docs/reference.md has no heading for {command}"
    parser: ArgumentParser = load_command_class("timeline", command).create_parser("manage.py", command)
    options = set(chain.from_iterable(action.option_strings for action in parser._actions))
    described = section(REFERENCE, heading[0])

    long = {option for option in options if option.startswith("--")} - ARGPARSE_AND_DJANGO
    assert {option for option in long if not re.search(rf"`{option}\b", described)} == set()


def test_every_command_that_is_described_exists() -> None:
    assert sorted(re.findall(r"^### `manage\.py (\w+)", REFERENCE, re.MULTILINE)) == COMMANDS


def test_every_target_of_make_is_described_and_every_described_one_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    written = "\n".join(TEXT.values())
    described = set(re.findall(r"^make (\w+)", "\n".join([written, *codes(written)]), re.MULTILINE))

    assert described == targets


# ---- settings --------------------------------------------------------------------------------------------------------


def variables(source: str) -> set[str]:
    """The names of environment variables that a module reads."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="flag" | "number" | "words"), args=[ast.Constant(value=str(name)), *_]):
                found.add(name)
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.add(name)
            case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name))):
                found.add(name)
    return found


def test_the_table_of_settings_lists_what_is_read_and_nothing_else() -> None:
    sources = [*ROOT.glob("timeline/**/*.py"), ROOT / "manage.py", ROOT / "tests" / "chromium.py"]
    read = set(chain.from_iterable(variables(path.read_text(encoding="utf-8")) for path in sources))
    listed = {name for row in rows(section(TEXT["README.md"], "## Run it")) for name in codes(row[0])}

    assert read - {"DJANGO_SETTINGS_MODULE"} == listed


def test_the_settings_of_the_optional_extractor_are_described() -> None:
    described = {name for row in rows(TEXT["docs/extraction.md"]) for name in codes(row[0])}
    named = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("timeline/extractors/*.py"))

    assert set(re.findall(r"\bTUMEN_\w+", named)) == {name for name in described if name.startswith("TUMEN_")}


# ---- pages -----------------------------------------------------------------------------------------------------------


def routes(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """The public routes as they are described: converters become words, the admin is one."""
    return {
        "/" + re.sub(r"<slug:(?:public_)?(\w+)>", lambda match: match[1].upper(), str(pattern.pattern))
        for pattern in patterns
    }


def test_every_address_is_described() -> None:
    described = codes(section(REFERENCE, "## Addresses"))

    assert routes(get_resolver().url_patterns) - described == {"/events/ID/"}


def test_every_parameter_is_described_and_every_described_one_exists() -> None:
    described = section(REFERENCE, "## Parameters of the timeline")

    assert {name for row in rows(described) for name in codes(row[0])} == {*PARAMETERS, "page"}
    assert set(SORTS) <= codes(described)


def test_every_key_of_the_records_is_described() -> None:
    tree = ast.parse((ROOT / "timeline" / "extraction" / "records.py").read_text(encoding="utf-8"))
    keys = {
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }

    assert {"quote", "participants", "published_reasons"} <= keys
    assert keys - codes(section(REFERENCE, "## Records of `extract`")) == set()


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("kind", EventKind),
        ("precision", Precision),
        ("extent", Extent),
        ("basis", Basis),
        ("factuality", Factuality),
        ("commitment", Commitment),
        ("published_basis", PublishedBasis),
    ],
)
def test_every_value_of_the_records_is_described(key: str, values: type) -> None:
    table = {name: row[1] for row in rows(section(REFERENCE, "## Records of `extract`")) for name in codes(row[0])}

    assert {value.value for value in values if not re.search(rf"\b{value.value}\b", table[key])} == set()


def test_the_roles_and_relations_of_the_records_are_described() -> None:
    described = section(REFERENCE, "## Records of `extract`")

    assert {value.value for value in [*Role, *RelationType] if not re.search(rf"\b{value.value}\b", described)} == set()


# ---- the pages of the documentation themselves -----------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", TEXT)
def test_every_link_inside_the_repository_leads_somewhere(name: str) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXT[name]):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        if not file.exists() or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
            broken.append(target)

    assert broken == []


def test_the_index_of_decisions_is_complete() -> None:
    pages = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}

    assert set(re.findall(r"\]\(([\w-]+\.md)\)", TEXT["docs/decisions/README.md"])) == pages


def test_every_direct_dependency_stands_with_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {
        re.split(r"[\[<>=~! ]", requirement)[0].lower()
        for requirement in [*project["dependencies"], *project["optional-dependencies"]["demo"]]
    }
    table = section(TEXT["README.md"], "## Licence").lower()

    assert {name for name in needed if not re.search(rf"\b{name}\b", table)} == set()
