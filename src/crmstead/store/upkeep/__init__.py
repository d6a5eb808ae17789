"""What those who run an installation do to it: backup and restoring, examination, moving."""
