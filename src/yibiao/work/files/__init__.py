"""Files 文件: what people send in and what comes out for them, sealed, for a time, for their owner alone."""
