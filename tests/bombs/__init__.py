"""Hostile files, small to make and dear to read, and the arena where the program meets them."""
