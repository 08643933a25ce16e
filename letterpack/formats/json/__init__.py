"""Stage 1 of 7: JSON and JSON Lines: lists of addressees, and the records that reviewers leave."""
