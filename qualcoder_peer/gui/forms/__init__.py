"""Forms built from dataclasses with field metadata; see ``builder.py``."""
