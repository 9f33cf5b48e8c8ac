"""The client that refuses whatever docs/protocol.md does not allow. Frames come from tests/conformance."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "conformance"))
