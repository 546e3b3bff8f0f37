"""The exponent that `growth` fits is the one by which costs grow."""

import pytest

from benchmarks.growth import CITY, exponent


@pytest.mark.parametrize("power", [0.9, 1.0, 2.0])
def test_the_exponent_is_the_power_of_the_size(power: float) -> None:
    assert exponent({people: 3e-5 * people**power for people in CITY}) == pytest.approx(power)
