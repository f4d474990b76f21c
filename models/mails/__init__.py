"""How the contents of mails are stored."""
