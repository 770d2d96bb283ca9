"""Models of the field as they stand in the papers: they know parameters and random numbers, and no world."""
