"""Tests of what surrounds the portal: settings, log, servers, mail sink, supervisor, run."""
