"""Cards that ask officials whether an answer is still true."""
