"""How documents come in beside pasting: files, archives, web addresses, feeds.

What comes from outside is looked at with suspicion: by content and not by name, within limits that hold while it is
read, and PDF and DOCX in a process of their own. What cannot be taken is `Refused`, with a reason for people.

A file a topic: `addresses` and `fetching` (other hosts), `files`, `archives` and `office` (formats), `feeds`,
`notices` (what is announced before anything is written), `items` (what batches do with all of it).
"""
