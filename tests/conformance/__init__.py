"""What outside programs, and rules of our own where there is no program, say of finished PDFs."""
