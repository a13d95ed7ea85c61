"""What directory.py can do to a Samba domain controller's database, one module per subject."""
