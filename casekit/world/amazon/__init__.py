"""Amazon: a store that delivers, to accounts that browse, search and buy."""
