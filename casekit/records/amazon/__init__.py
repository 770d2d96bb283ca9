"""What a store writes down that delivers, and that people browse."""
