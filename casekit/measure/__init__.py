"""What analysts compute: pure functions of arrays and plain frames, which never see the truth."""
