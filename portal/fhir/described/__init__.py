"""The OpenAPI description of what machines may ask: made of the same tables as the door itself."""
