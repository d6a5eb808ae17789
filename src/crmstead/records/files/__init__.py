"""What records carry as files: fields, attachments, photos, and rich text in full."""
