package archtest

import (
	"path"
	"slices"
	"strings"
	"unicode"
)

// sqlText is a text of SQL as a database reads it.
type sqlText struct {
	plain string   // without comments and without the contents of string literals
	words []string // identifiers, keywords and numbers in lower case, and each other character by itself
}

// readSQL reads text, which may be a part of a statement.
func readSQL(text string) sqlText {
	var plain strings.Builder
	for len(text) > 0 {
		switch {
		case strings.HasPrefix(text, "--"):
			_, text, _ = strings.Cut(text, "\n")
			plain.WriteByte('\n')
		case strings.HasPrefix(text, "/*"):
			_, text, _ = strings.Cut(text[2:], "*/")
			plain.WriteByte(' ')
		case text[0] == '\'':
			_, text, _ = strings.Cut(text[1:], "'")
			plain.WriteString("''")
		case text[0] == '"' || text[0] == '`': // a quoted name, which may contain -- or '
			name, rest, closed := strings.Cut(text[1:], text[:1])
			if !closed { // a part of a statement
				rest, name = text[1:], ""
			}
			if text = rest; isWord(name) {
				plain.WriteString(" " + name + " ")
			} else {
				plain.WriteString(" quoted ")
			}
		default:
			plain.WriteByte(text[0])
			text = text[1:]
		}
	}
	t := sqlText{plain: plain.String()}
	word := ""
	flush := func() {
		if word != "" {
			t.words = append(t.words, strings.ToLower(word))
		}
		word = ""
	}
	for _, r := range t.plain {
		switch {
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			word += string(r)
		case unicode.IsSpace(r) || r == '"' || r == '`' || r == '[' || r == ']': // quotes of identifiers
			flush()
		default:
			flush()
			t.words = append(t.words, string(r))
		}
	}
	flush()
	return t
}

// isWord reports whether a quoted name could also be written without the quotes.
func isWord(name string) bool {
	return name != "" && strings.IndexFunc(name, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) < 0
}

// statementWords are the words with which a statement or a part of one begins.
var statementWords = set("select insert update delete with from join left inner cross where and or order group " +
	"having on set values create alter drop union")

// looksLikeSQL reports whether a text that is not known to be SQL seems to be.
func (t sqlText) looksLikeSQL() bool { return len(t.words) > 1 && statementWords[t.words[0]] }

// tablesNamed returns the tables that the text names: every word that is in known,
// and what stands where a table must.
func (t sqlText) tablesNamed(known map[string]bool) (tables []string) {
	local := t.commonTables()
	for i, word := range t.words {
		isTable := known[word] || strings.Contains(word, "_") && i > 0 && t.beforeTable(i-1) && !local[word]
		if isTable && !slices.Contains(tables, word) {
			tables = append(tables, word)
		}
	}
	return tables
}

// beforeTable reports whether the name of a table follows word i.
func (t sqlText) beforeTable(i int) bool {
	before := func(n int) string {
		if i < n {
			return ""
		}
		return t.words[i-n]
	}
	switch t.words[i] {
	case "from":
		return before(1) != "distinct" // IS DISTINCT FROM a value
	case "join", "into", "table":
		return true
	case "update":
		return before(1) != "do" && before(1) != "on" // DO UPDATE SET, ON UPDATE CASCADE
	case "only", "exists":
		return i > 0 && (t.beforeTable(i-1) || before(2) == "table" || before(1) == "if" && before(2) == "table")
	case ".": // schema.table
		return i > 1 && t.beforeTable(i-2)
	}
	return false
}

// commonTables returns the names that WITH declares in the text.
func (t sqlText) commonTables() map[string]bool {
	local := map[string]bool{}
	for i := 0; i+2 < len(t.words); i++ {
		if t.words[i+1] == "as" && (t.words[i+2] == "(" || t.words[i+2] == "materialized") {
			local[t.words[i]] = true
		}
	}
	if !slices.Contains(t.words, "with") {
		return nil
	}
	return local
}

// tableOwner returns the feature after which a table is named.
func tableOwner(table string) string {
	owner, _, _ := strings.Cut(table, "_")
	return owner
}

// sqlOwner returns the feature as which a package names tables: its own, or
// that of which it is the web package.
func sqlOwner(pkg string) string {
	parts := strings.Split(strings.TrimPrefix(pkg, "internal/"), "/")
	return parts[0]
}

// checkText checks a text of SQL that the package p has at where.
func (c *checker) checkText(where string, p *pkg, text sqlText) {
	if sqlOwner(p.path) == path.Base(dbPackage) {
		return
	}
	tables := text.tablesNamed(c.tables)
	for _, table := range tables {
		if owner := tableOwner(table); owner != sqlOwner(p.path) {
			c.add(where, "names the table %s in SQL. Only package %s may: call a function of that package.",
				table, owner)
		}
	}
	if len(tables) == 0 {
		return
	}
	if word := oneEngine.FindString(text.plain); word != "" {
		c.add(where, "has %s in SQL, which SQLite and PostgreSQL do not share. Write it as both understand it.", word)
	}
}
