"""An edge: findings as people and machines read them, a format a file."""
