"""The wheel of fonts for other scripts, built apart from the program."""
