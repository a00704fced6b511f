"""The pages in a real browser: looked at, walked by keyboard, cut off from the network."""
