"""Makes `.venv` and installs a lock file into it: `python3 scripts/environment.py requirements-demo.txt`.

It runs on whatever Python is at hand, to say in one line if that one will not do; so it is written for old ones too.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(FOLDER, "bin", "python")
ROOM_MEGABYTES = 1000


def main(lock):
    """Returns what is wrong as one line, None if all is well."""
    with open(os.path.join(ROOT, lock), "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    stamp = os.path.join(FOLDER, lock + ".installed")
    if installed(stamp) == wanted + version():
        return None
    if sys.version_info[:2] < OLDEST:
        return "Python {}.{} or newer is needed, and this is {}.{}: name one, as in make demo PYTHON=python3.12".format(
            *OLDEST, *sys.version_info[:2]
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return "Python's module venv is missing (Debian: apt-get install python3-venv)"
    free = shutil.disk_usage(ROOT).free // 1000000
    if free < ROOM_MEGABYTES:
        return f"the disk is full: {free} MB are free in {ROOT}, and {ROOM_MEGABYTES} MB are needed"
    if not version():
        print("Making .venv", flush=True)
        if subprocess.call([sys.executable, "-m", "venv", "--clear", FOLDER]):
            return f"the virtual environment could not be made in {FOLDER}"
    print(f"Installing {lock} (the first time takes a minute or two)", flush=True)
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "-r", lock]
    if subprocess.call(command, cwd=ROOT):
        return f"{lock} could not be installed; pip says why above"
    with open(stamp, "w") as file:
        file.write(wanted + version())
    return None


def installed(stamp):
    try:
        with open(stamp) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def version():
    """The version of the environment's Python; empty if there is none that works and has pip."""
    command = [
        PYTHON,
        "-c",
        "import importlib.util, sys; print(sys.version if importlib.util.find_spec('pip') else '')",
    ]
    try:
        return subprocess.check_output(command, stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
