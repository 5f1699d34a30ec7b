"""What holds for every value of the core."""

import importlib
import pkgutil
from dataclasses import is_dataclass

import pytest

import tray.core
from tests.fakes import START
from tray.core.vocabulary.errors import ProfileConflict, ProfileTaken
from tray.core.vocabulary.model import DeviceAuthorization
from tray.core.vocabulary.secret import Secret

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(tray.core.__path__, "tray.core.")
]
VALUES = [
    value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__qualname__)
def test_values_cannot_be_changed(value: type) -> None:
    private = value.__name__.startswith("_")
    assert private or value.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_there_are_values_to_look_at() -> None:
    assert len(VALUES) > 50


def test_the_page_that_spares_typing_is_preferred() -> None:
    whole = DeviceAuthorization(Secret("d"), "AB-CD", "page", "page?AB-CD", START, START - START)
    bare = DeviceAuthorization(Secret("d"), "AB-CD", "page", None, START, START - START)
    assert (whole.page, bare.page) == ("page?AB-CD", "page")


def test_a_taken_profile_says_where_and_why() -> None:
    conflict = ProfileConflict("dev", "a program", "credential_process", "~/.aws/config", 3)
    error = ProfileTaken("Taken.", "Choose another.", conflict)
    assert error.conflict == conflict
    assert str(error) == "Taken. Choose another."
