"""What is dear to begin is begun once in a run, and what is long begins first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sharing import APART, IN_BROWSERS, LONG, ONE_JVM, scope_of

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        ("tests/text/test_bidi.py::test_it[a-b]", "tests/text/test_bidi.py"),
        ("tests/preview/test_page.py::test_it[firefox-900-light]", "tests/preview/ in firefox"),
        ("tests/preview/test_page.py::test_it[chromium]", "tests/preview/test_page.py in chromium"),
        ("tests/preview/test_guard.py::test_it[a/b::c]", "tests/preview/test_guard.py"),
        ("tests/bombs/test_pdfs.py::test_it[blanks]", "tests/bombs/test_pdfs.py::test_it[blanks]"),
        ("tests/conformance/test_tags.py::test_it", "tests/conformance/"),
        ("tests/test_conformance.py::test_it", "tests/conformance/"),
    ],
)
def test_tests_that_share_are_run_together(test: str, scope: str) -> None:
    assert scope_of(test) == scope


def test_every_place_that_is_named_is_there() -> None:
    assert [name for name in (APART, IN_BROWSERS, *ONE_JVM, *LONG) if not (ROOT / name).exists()] == []
