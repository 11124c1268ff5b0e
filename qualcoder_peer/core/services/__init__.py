"""What people do with a project: one file a room or noun, each function one use case."""
