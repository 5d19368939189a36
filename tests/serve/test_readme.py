"""What the README promises is what the code has."""

import re
from pathlib import Path

import typer

from serve.app import ROUTES
from serve.cli import app
from serve.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(JXB_[A-Z_]+)` \| (?:`([^`]*)`)? *\| (.+) \|$", README, re.MULTILINE)


def test_the_table_lists_precisely_the_settings():
    assert [name for name, _, _ in ROWS] == list(dict.fromkeys(name for name, _, _ in ROWS))
    assert {name for name, _, _ in ROWS} == {f"JXB_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bJXB_[A-Z_]+", README)) == {name for name, _, _ in ROWS}


def test_the_table_gives_the_real_defaults():
    written = {name: default for name, default, _ in ROWS}
    real = {f"JXB_{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    assert written == {name: "" if value is None else str(value) for name, value in real.items()}


def test_the_first_commands_are_make_run_and_make_test():
    block = re.search(r"```bash\n(.*?)```", README, re.DOTALL)[1]
    assert re.findall(r"^make \w+", block, re.MULTILINE) == ["make run", "make test"]


def test_every_make_target_in_the_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", README)) <= targets


def test_every_verb_in_the_readme_exists():
    root = typer.main.get_command(app)
    for said in re.findall(r"\bjxb ((?:[a-z]+ ?)+)", README):
        verb, *more = said.split()
        command = root.commands[verb]
        if hasattr(command, "commands"):
            assert more[0] in command.commands, said


def test_every_address_in_the_readme_is_served():
    served = {
        f"{method} {route.path}"
        for module in ROUTES
        for route in module.router.routes
        for method in route.methods
    }
    written = set(re.findall(r"^\| `((?:GET|POST|DELETE) /\S+)` \|", README, re.MULTILINE))
    assert written
    assert written <= served


def test_every_link_and_folder_in_the_readme_exists():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    folders = re.findall(r"`((?:[a-z]+/)+)`", README)
    assert [path for path in (*links, *folders) if not (ROOT / path).exists() and path != "facts/"] == []
