"""The whole data flow on one screen; nothing here decides anything."""
