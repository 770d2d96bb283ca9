"""A reader's own purchases, from the files that shops and banks export: read, checked, and never changed."""
