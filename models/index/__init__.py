"""The difficulty index: features in five families, additive hazards, exact reasons, the expert scorecard."""
