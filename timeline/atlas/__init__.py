"""The map: outlines, frames and the places of events on them."""
