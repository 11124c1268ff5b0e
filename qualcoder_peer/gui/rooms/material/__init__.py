"""The Material room: documents and respondents as two tables, import, and what is known of each beside them."""
