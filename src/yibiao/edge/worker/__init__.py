"""The worker: takes jobs from the queue and does them. In: the queue. Out: results for their owners."""
