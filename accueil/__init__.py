"""The project package: settings, addresses and what every app shares."""
