"""Letters in OpenDocument (ODF 1.3), as LibreOffice writes them."""
