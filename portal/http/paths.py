"""Addresses below which several packages have pages: an organisation's projects and analyses."""

PROJECTS_PATH = "/o/<organisation>/projects"
PROJECT_PATH = f"{PROJECTS_PATH}/<int:project>"
ANALYSIS_PATH = "/o/<organisation>/analyses/<int:analysis>"
