"""From outcomes to a bundle."""
