"""What the longer commands do; ``cli.py`` names them."""
