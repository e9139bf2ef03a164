package db

// KeptStatements returns how many statements are kept for reading and for writing.
func (d *DB) KeptStatements() (read, write int) {
	return len(d.readStatements.kept), len(d.writeStatements.kept)
}
