"""Files that staff keep in a home (hours, reminders, retention); the shipped one stands in for a missing one."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from desk.errors import DeskFileError

Model = TypeVar("Model", bound=BaseModel)


def held(home: Path | None, own: str, package: str, shipped: str, name: str) -> tuple[str, str]:
    """The text of a home's own file, else of the shipped one, and what errors call it."""
    file = home / own if home else None
    if file is not None and file.exists():
        return file.read_text(encoding="utf-8"), str(file)
    return files(package).joinpath(shipped).read_text(encoding="utf-8"), name


def rows(text: str, where: str) -> Any:
    """What the YAML holds; raises DeskFileError naming the file."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DeskFileError(f"{where} 不是合法的 YAML：请改正后重试（{error}）") from error


def checked(model: type[Model], text: str, where: str) -> Model:
    """The YAML as a model; raises DeskFileError naming the first thing to mend."""
    try:
        return model.model_validate(rows(text, where))
    except ValidationError as error:
        raise DeskFileError.of(where, error) from error
