"""Places for bytes that several machines share: a folder, or a bucket of an object store, by URL."""

from .folder import FolderObjects
from .opening import ObjectSettings, open_objects
from .place import Found, Objects, look
from .through import Earlier

__all__ = ["Earlier", "FolderObjects", "Found", "ObjectSettings", "Objects", "look", "open_objects"]
