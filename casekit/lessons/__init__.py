"""A folder a notebook: numbers, pictures, explorers, exercises. What they are, `registry` says."""
