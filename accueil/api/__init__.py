"""The public API put together: addresses, OpenAPI document, French page."""
