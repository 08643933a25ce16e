"""Letters as web pages, as browsers, mail programs and word processors save them."""
