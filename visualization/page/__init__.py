"""The page of ``watch``: a show and a season to look at, to compare, and to sit in (needs the extra ``page``)."""
