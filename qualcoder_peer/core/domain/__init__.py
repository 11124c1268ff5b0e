"""The nouns of qualitative coding as frozen values, their rules, and the tree of errors. Standard library only."""
