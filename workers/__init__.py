"""What happens beside the requests: Celery tasks, each about ten lines, and when they run."""
