"""Eligible, compared, ranked, allocated: workers and vacancies brought together, exactly and explained."""
