"""The human side: work orders, agent assist, quality inspection, surveys and statistics."""
