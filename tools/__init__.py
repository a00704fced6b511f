"""Commands for those who build Yibiao, not for those who use it."""
