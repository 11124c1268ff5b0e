"""What the user may choose for this computer."""
