"""What the panels show, as plain data: pure functions of a result, testable without a browser."""
