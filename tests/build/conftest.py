"""What tests of builds share."""

from tests.build.making import any_store

__all__ = ["any_store"]
