"""What tests share: running the command line, reading the source tree, the catalogue of texts."""
