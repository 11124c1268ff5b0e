"""Tests of the window, without a screen unless the surroundings name one."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
