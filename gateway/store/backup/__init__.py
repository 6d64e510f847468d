"""Backups: taken while everything runs, checked without being restored, restored behind a fence."""
