"""What a person sees: the console, figures, the report, the page."""
