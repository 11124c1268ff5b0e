"""The report room: report drafts with the page as it will look, and quote tables."""
