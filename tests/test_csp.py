"""The policy that every answer carries, and the two style hashes that plotly.js needs in it."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import chain

import pytest
from django.conf import settings
from django.test import Client

from timeline import vendored

# How the bundle injects a style sheet: an element, its id, then the text, a JavaScript string.
STYLE = re.compile(r"""createElement\("style"\)[^;]*;\w+\.id="\w+",\w+\.textContent='((?:[^'\\]|\\.)*)'""")


def bundle() -> str:
    return vendored.served((vendored.plotly_folder() / vendored.BUNDLE).read_text(encoding="utf-8"))


def source(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def directives(header: str) -> dict[str, set[str]]:
    return {name: set(values) for name, *values in (part.split() for part in header.split(";"))}


def test_the_hash_is_that_of_the_one_style_sheet_which_the_bundle_injects() -> None:
    sheets = [re.sub(r"\\(.)", r"\1", sheet) for sheet in STYLE.findall(bundle())]

    assert [source(sheet) for sheet in sheets] == [vendored.PLOTLY_STYLE_HASH]


def test_the_other_style_element_of_the_bundle_is_made_empty_and_filled_by_rule() -> None:
    """Which a policy does not see."""
    after = [rest[:200] for rest in bundle().split('createElement("style")')[1:]]

    assert ["textContent=" in rest for rest in after].count(True) == 1
    assert ['createTextNode("")' in rest for rest in after].count(True) == 1
    assert len(after) == 2
    assert source("") == vendored.EMPTY_STYLE_HASH


def test_the_policy_allows_nothing_inline_and_no_other_host() -> None:
    words = set(chain.from_iterable(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values()))

    assert words == {
        "'none'",
        "'self'",
        "'unsafe-hashes'",
        "data:",
        "blob:",
        vendored.EMPTY_STYLE_HASH,
        vendored.PLOTLY_STYLE_HASH,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/no-such-page/"])
def test_every_answer_carries_the_policy(client: Client, path: str) -> None:
    found = directives(client.get(path)["Content-Security-Policy"])

    assert found["script-src"] == {"'self'"}
    assert found["default-src"] == {"'none'"}
    assert found["style-src"] == {"'self'", vendored.EMPTY_STYLE_HASH, vendored.PLOTLY_STYLE_HASH}
    assert found["style-src-attr"] == {"'unsafe-hashes'", vendored.EMPTY_STYLE_HASH}
