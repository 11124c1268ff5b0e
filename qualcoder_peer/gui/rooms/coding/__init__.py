"""The coding room: documents, transcript and code tree.

``panel.py`` puts it together; ``session.py`` knows what is open and follows the project; ``gestures.py`` is what one
can do, ``keys.py`` under which names and keys; ``reader.py``, ``documents.py`` and ``codes.py`` are the three panes.
"""
