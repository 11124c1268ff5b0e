"""Where one begins: recent projects, a new project, the sample."""
