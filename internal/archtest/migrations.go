package archtest

import (
	"os"
	"path/filepath"
	"strings"
)

// migrations is the folder of the numbered SQL files that create the tables.
const migrations = "internal/schema"

// checkMigrations checks that each number is used once, so that two people who
// add one at the same time notice; that each file is named after a
// feature and changes only its tables; that a reference runs down the layers;
// and that both databases have every type. It also learns the tables.
func (c *checker) checkMigrations() error {
	c.tables = map[string]bool{}
	files, err := filepath.Glob(filepath.Join(c.root, migrations, "*.sql"))
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		number, name, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".sql"), "_")
		where := c.fileName(file)
		if len(number) != 4 || strings.Trim(number, "0123456789") != "" || taken[number] {
			c.add(where, "should begin with a number of four digits that no other has. Number migrations in their order.")
		}
		taken[number] = true
		owner := tableOwner(name)
		if c.feature(owner) == nil {
			c.add(where, "is named after %s, which is no package below internal. Name it NUMBER_FEATURE.sql.", owner)
		}
		words := readSQL(string(text)).words
		c.checkMigration(where, owner, words)
		readTables(words, c.growth.tables)
	}
	return nil
}

func (c *checker) checkMigration(where, owner string, words []string) {
	word := func(i int) string {
		if i < 0 || i >= len(words) {
			return ""
		}
		return words[i]
	}
	for i, w := range words {
		if oneEngineTypes[strings.ToUpper(w)] {
			c.add(where, "has the word %s. Columns are TEXT, BIGINT, BOOLEAN, BLOB or DOUBLE PRECISION.",
				strings.ToUpper(w))
		}
		table := ""
		switch {
		case word(i-1) == "table" && w != "if":
			table = w
		case word(i-4) == "table" && word(i-1) == "exists": // TABLE IF NOT EXISTS
			table = w
		case word(i-3) == "table" && word(i-1) == "exists": // TABLE IF EXISTS
			table = w
		case (word(i-1) == "on" || word(i-1) == "update" || word(i-2) == "insert" || word(i-2) == "delete") &&
			strings.Contains(w, "_"):
			table = w
		case word(i-1) == "from" && word(i-2) != "distinct" || word(i-1) == "join" || word(i-1) == "into" || word(i-1) == "view":
			if strings.Contains(w, "_") { // read into a table or a view of ours
				table = w
			}
		case word(i-1) == "to" && word(i-2) == "rename":
			table = w
			c.tables[w] = true
		case word(i-1) == "references":
			c.checkReference(where, owner, w)
		}
		if table == "" {
			continue
		}
		if word(i-1) == "table" && word(i-2) == "create" || word(i-4) == "table" && word(i-5) == "create" {
			c.tables[table] = true
		}
		if tableOwner(table) != owner || table == owner {
			c.add(where, "touches the table %s. A migration of %s may touch only tables whose names begin with %[2]s_.",
				table, owner)
		}
	}
}

// checkReference checks that a foreign key points to a table of the same
// feature or of one below it.
func (c *checker) checkReference(where, owner, table string) {
	from, to := c.feature(owner), c.feature(tableOwner(table))
	if from == nil || tableOwner(table) == owner {
		return
	}
	if to == nil || to.place.row >= from.place.row {
		c.add(where, "refers to the table %s, which belongs to no feature below %s. "+
			"Keep the id in a column without REFERENCES.", table, owner)
	}
}

// feature returns the package after which a table or a migration is named, or nil.
func (c *checker) feature(name string) *pkg { return c.byPath["internal/"+name] }
