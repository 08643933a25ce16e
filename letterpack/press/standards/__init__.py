"""What a file claims and must say for it (part of stage 7 of 7): PDF/A, PDF/UA and PDF/X."""
