"""Whether the database and the files agree, with each other and with the rules: `gradus fsck`."""
