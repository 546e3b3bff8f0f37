"""How many people are sent for one opening is one number, wherever it is used."""

from models.matching.allotment import Policy
from service.config import settings_from


def test_the_night_and_the_counter_hold_the_same_number_of_referrals() -> None:
    assert settings_from({}).referrals_per_opening == Policy().per_place
    asked = settings_from({"SONGGANG_REFERRALS_PER_OPENING": "2"})
    assert asked.referrals_per_opening == 2
