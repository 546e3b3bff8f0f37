"""The exponent that `growth` fits is the one by which costs grow, over nights that are asked as `night` is."""

import argparse

import pytest

from benchmarks import growth, night
from benchmarks.growth import CITY, asked, exponent


@pytest.mark.parametrize("power", [0.9, 1.0, 2.0])
def test_the_exponent_is_the_power_of_the_size(power: float) -> None:
    assert exponent({people: 3e-5 * people**power for people in CITY}) == pytest.approx(power)


def test_a_night_is_asked_all_that_it_is_by_itself() -> None:
    alone, grown = argparse.ArgumentParser(), argparse.ArgumentParser()
    night.arguments(alone)
    growth.arguments(grown)
    words = ["--vacancies", "9", "--processes", "1", "--seed", "3", "--as-of", "2026-01-31"]
    by_itself = vars(alone.parse_args([*words, "--database", "sqlite", "--trained-on", "0"]))
    of_several = vars(asked(grown.parse_args(words), by_itself["people"]))
    assert by_itself.items() <= of_several.items()
