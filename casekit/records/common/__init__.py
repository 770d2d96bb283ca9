"""Records that every company keeps."""
