"""What planning an event asks of the features above it."""

from collections.abc import Callable

from portal.slots import Slot

# It takes the id of an event whose days, place or state have changed.
EVENT_CHANGED: Slot[Callable[[int], None]] = Slot("news of a changed event")
