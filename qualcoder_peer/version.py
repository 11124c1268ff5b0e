"""The version of the program; the file format has its own (core/storage/schema.py)."""

__version__ = "0.1.0"
