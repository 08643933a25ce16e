"""What the rules rest on: texts, names, dates and places as they are found and compared."""
