"""Who sits at the table: parties, strategies, beliefs, learning."""
