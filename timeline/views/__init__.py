"""Pages for readers. Views translate between HTTP and what the other modules know; none of them writes."""
