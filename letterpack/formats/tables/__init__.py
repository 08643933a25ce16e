"""Stage 1 of 7: tables as spreadsheets and forms write them, cell by cell with places."""
