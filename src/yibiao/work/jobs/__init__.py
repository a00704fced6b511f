"""Jobs 作业: long work that runs beside the pages, with progress, cancel and a result."""
