namespace goodturn {}
