"""What comes before everything else: the environment and the browser, and what is said where they cannot be had."""

from __future__ import annotations

import builtins
import os
import runpy
import shutil
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from tests import chromium

ROOT = Path(__file__).parent.parent
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, Any]:
    """scripts/environment.py as if the repository were an empty folder with a lock file."""
    (tmp_path / "requirements-demo.txt").write_text("")
    found = runpy.run_path(str(ROOT / "scripts" / "environment.py"))
    main = found["main"]
    main.__globals__.update(
        ROOT=str(tmp_path), FOLDER=str(tmp_path / ".venv"), PYTHON=str(tmp_path / ".venv" / "bin" / "python")
    )
    return main.__globals__


def test_an_old_python_is_one_clear_line(environment: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    assert environment["main"]("requirements-demo.txt") == (
        "Python 3.11 or newer is needed, and this is 3.9: name one, as in make demo PYTHON=python3.12"
    )


def test_a_missing_venv_is_one_clear_line(environment: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "ensurepip":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)

    assert environment["main"]("requirements-demo.txt") == (
        "Python's module venv is missing (Debian: apt-get install python3-venv)"
    )


def test_a_full_disk_is_one_clear_line(
    environment: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 12_000_000))

    assert environment["main"]("requirements-demo.txt") == (
        f"the disk is full: 12 MB are free in {tmp_path}, and 1000 MB are needed"
    )


def test_it_installs_once_and_again_when_the_lock_changes(
    environment: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert environment["main"]("requirements-demo.txt") is None
    assert "Making .venv" in capsys.readouterr().out

    assert environment["main"]("requirements-demo.txt") is None
    assert capsys.readouterr().out == ""

    (tmp_path / "requirements-demo.txt").write_text("# changed\n")
    assert environment["main"]("requirements-demo.txt") is None
    assert capsys.readouterr().out.startswith("Installing requirements-demo.txt")


def test_what_cannot_be_installed_is_said(environment: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "requirements-demo.txt").write_text("nothing-of-this-kind\n")

    said = environment["main"]("requirements-demo.txt")

    assert said == "requirements-demo.txt could not be installed; pip says why above"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path with no program on it but those that a test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setattr(chromium, "MAC", ())
    monkeypatch.setattr(chromium, "playwrights_own", lambda: None)
    return tmp_path


def put(folder: Path, name: str) -> str:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_the_browser_is_the_given_one_before_an_installed_one_before_playwrights(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chromium.find() is None

    monkeypatch.setattr(chromium, "playwrights_own", lambda: "/playwrights/chromium")
    assert chromium.find() == "/playwrights/chromium"

    google = put(programs, "google-chrome")
    assert chromium.find() == google

    installed = put(programs, "chromium")
    assert chromium.find() == installed

    given = put(programs, "mine")
    monkeypatch.setenv("CHROME", given)
    assert chromium.find() == given


def test_a_given_browser_that_is_none_is_an_error(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(programs, "chromium")
    monkeypatch.setenv("CHROME", "/nowhere/chrome")

    with pytest.raises(SystemExit, match="CHROME=/nowhere/chrome is no program that can be run"):
        chromium.find()


def test_without_playwrights_download_root_gets_debians_package(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    class Done:
        returncode = 0

    def run(command: list[str], **options: Any) -> Done:
        ran.append(command[1:])
        if command[1:3] == ["-m", "playwright"]:
            raise chromium.subprocess.CalledProcessError(1, command)
        if "chromium" in command:
            put(programs, "chromium")
        return Done()

    put(programs, "apt-get")
    monkeypatch.setattr(chromium.subprocess, "run", run)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert chromium.install() == str(programs / "chromium")
    assert ran == [
        ["-m", "playwright", "install", "chromium"],
        ["update", "-q"],
        ["install", "-q", "-y", "--no-install-recommends", "chromium"],
    ]

    (programs / "chromium").unlink()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert chromium.install() is None


@pytest.mark.django_db(transaction=True)
def test_the_groups_outlive_a_test_that_empties_the_tables() -> None:
    before = {group.name: group.permissions.count() for group in Group.objects.all()}
    call_command("flush", verbosity=0, interactive=False)
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == before
    assert set(before) == {"reader", "curator", "editor", "administrator"}
    assert all(before.values())
