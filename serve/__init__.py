"""How the product is reached: HTTP, pages, command line; the only place that reads the environment."""
