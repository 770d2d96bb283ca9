"""Parts of a world that several companies share."""
