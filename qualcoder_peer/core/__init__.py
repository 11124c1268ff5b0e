"""Everything that needs no Qt: the same core serves the window, the command line and notebooks."""
